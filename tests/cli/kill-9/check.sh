# 200 executions, each recorded once, every record whole.
find .reprovip/cells -name record.json >records
[ "$(wc -l <records)" -eq 200 ] || { echo "$(wc -l <records) records"; exit 1; }
[ "$(sed 's|/[^/]*/record.json$||' records | sort -u | wc -l)" -eq 200 ] || { echo "an execution twice"; exit 1; }
xargs /usr/bin/python3 -c 'import json, sys
for name in sys.argv[1:]:
    assert json.load(open(name))["ending"]["outcome"] == "succeeded", name' <records
