[ "$(find .reprovip -name record.json | wc -l)" -eq 10 ]
