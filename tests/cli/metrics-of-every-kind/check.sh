set -euo pipefail
python=/usr/bin/python3
$python check.py
scores=$(echo .reprovip/studies/*/scores.json)
cmp first.json again.json
cmp first.json "$scores"
xmllint --noout junit.xml
# The page names units, labels, files and reasons as people read them.
for text in 'acceptable (AIAG)' 'maps/maps-1-' ' mm' 'different' 'inconclusive'; do
  grep -qF "$text" report.html || { echo "not on the page: $text"; exit 1; }
done
! grep -qE 'of the value|[^a-z](nan|inf)[^a-z]' output.txt
