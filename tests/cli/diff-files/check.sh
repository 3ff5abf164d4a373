set -e
grep -q '"kind": "archive"' archive.json
grep -q '"alone.txt"' archive.json
