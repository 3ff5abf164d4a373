set -euo pipefail
# The largest source of each value, as the JSON report has it: none, the run, or the build.
/usr/bin/python3 - <<'PYTHON'
import json

table, = json.load(open("report.json"))["values"]
rows = {row["name"]: row for row in table["rows"]}
assert table["of"] == "results.amplitude" and len(rows) == 25, table["of"]
for name, row in rows.items():
    cells = {cell["metric"]: cell for cell in row["cells"]}
    source = cells["sources"].get("largest_source", {}).get("name", "")
    number = int(name[1:])
    wanted = "build" if 19 <= number <= 22 else "run" if 11 <= number <= 18 or number == 25 else ""
    assert source == wanted, (name, source, wanted)
assert "missing" in rows["M24"]["why"], rows["M24"]["why"]
assert all(rows[f"M{i:02}"]["status"] == "pass" for i in range(1, 11))
PYTHON
grep -q '<th scope="row" class="value">M25</th>' page.html
grep -q '^| M19 | not reproducible |' summary.md
