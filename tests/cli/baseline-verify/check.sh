set -e
[ -f baselines/noisy-study.json ] && [ ! -e refused.json ] && [ -f failing.json ]
python3 - <<'PY'
import json, math, statistics
baseline = json.load(open("baselines/noisy-study.json"))
assert baseline["kind"] == "reprovip-baseline" and baseline["protocol"]["file"] == "../protocol.toml", baseline["protocol"]
assert baseline["deviations"]["executions"] == 30
left = next(v for v in baseline["values"] if v["row"] == "left")
assert [c["n"] for c in left["cells"]] == [10, 10, 10] and 0.5 < left["within"]["sd"] < 1.6 and left["within"]["df"] == 27
# The range again, by hand: centre ± limit sd sqrt(1 + 1/n).
seen = json.load(open("next.json"))
value = next(v for v in seen["values"] if v["name"] == "results.volume[left]")
cell = left["cells"][1]
if left["prior"]["df"] is None:
    variance = left["prior"]["sd"] ** 2
else:
    d0 = left["prior"]["df"]
    variance = (d0 * left["prior"]["sd"] ** 2 + 9 * cell["sd"] ** 2) / (d0 + 9)
# ceil(0.95 * 31) = 30th of 30: the largest.
limit = baseline["deviations"]["largest"][0]
assert seen["basis"] == "executions" and seen["limit"] == limit
half = limit * math.sqrt(variance * (1 + 1 / 10))
assert abs(value["range"]["low"] - (cell["mean"] - half)) < 1e-9, (value, cell, half)
assert abs(value["range"]["high"] - (cell["mean"] + half)) < 1e-9
difference = json.load(open("difference.json"))
assert difference["status"] == "fail" and difference["values"][0]["ratio"] > 3
PY
grep -q 'failures="1"' off.xml && grep -q 'failures="0"' next.xml
xmllint --noout off.xml next.xml 2>/dev/null || python3 -c "import xml.dom.minidom as m; m.parse('off.xml'); m.parse('next.xml')"
