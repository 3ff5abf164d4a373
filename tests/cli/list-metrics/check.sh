python3 - <<'PY'
import json
for metric in json.load(open("all.json")):
    lacking = [key for key in ("kind", "doc", "formula", "source", "inputs", "range", "undefined", "per") if not metric[key]]
    lacking += [option["name"] for option in metric["options"] if not option["doc"]]
    assert not lacking, (metric["kind"], lacking)
PY
