command -v xmllint >/dev/null || { echo "no xmllint"; exit 1; }
xmllint --noout junit.xml
/usr/bin/python3 -c 'import json; json.load(open("report.json", encoding="utf-8", errors="strict"))'
# Neither the terminal nor the page gets what the program printed as it is.
! LC_ALL=C grep -q "$(printf '\033\\[31m')" output.txt report.html junit.xml
