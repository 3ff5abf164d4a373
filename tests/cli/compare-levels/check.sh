set -e
grep -q '"identical or equivalent"' different.json
grep -q 'docker' page.html
grep -q 'volumes' junit.xml
