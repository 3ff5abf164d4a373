set -e
grep -qh '"application_version": *"2"' elsewhere/.reprovip/cells/*/r*/*/record.json
grep -qh '"version": *"two"' elsewhere/.reprovip/cells/*/r*/*/record.json
