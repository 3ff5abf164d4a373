grep -q '"confidence": *0.975' report.json
