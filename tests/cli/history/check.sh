set -e
[ "$(wc -l <wsd.csv)" -eq 11 ]
[ "$(grep -c ',true,' wsd.csv)" -eq 1 ]
xmllint --noout wsd.svg
python3 - <<'PY'
import json
history = json.load(open("wsd.json"))
assert [s["version"] for s in history["studies"]] == [f"1.{i}" for i in range(10)]
line, = history["lines"]
change, = line["changes"]
assert change["point"] == 5 and change["p"] <= 0.05 and change["after"] > 10 * change["before"], change
assert line["thresholds"] == [{"criterion": "steady", "op": "<=", "value": 2.0}], line["thresholds"]
both = json.load(open("both.json"))
assert len(both["studies"]) == 10 and both["lines"] == history["lines"]
assert [s["store"] for s in both["studies"]] == [".reprovip"] * 9 + ["other"]
PY
