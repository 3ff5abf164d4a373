/usr/bin/python3 - <<'END'
import csv, json
import pandas

package = json.load(open("tables/datapackage.json", encoding="utf-8"))
tables = {}
for resource in package["resources"]:
    fields = resource["schema"]["fields"]
    table = pandas.read_csv("tables/" + resource["path"], keep_default_na=False, na_values=[""], float_precision="round_trip")
    assert list(table.columns) == [field["name"] for field in fields], resource["name"]
    tables[resource["name"]] = table

values, executions, scores = tables["values"], tables["executions"], tables["scores"]
assert len(executions) == 12 and sorted(executions.outcome.unique()) == ["failed", "succeeded"], executions.outcome
# Eight executions gave a table of two rows and two columns; also the column that no metric speaks of.
assert len(values) == 8 * 4, values
assert set(values.column) == {"volume", "mean"} and set(values.row) == {"Left, hippocampus", "Amygdala"}
joined = values.merge(executions, on="execution", suffixes=("", "_of_it"))
assert (joined.subject == joined.subject_of_it).all() and (joined.wall_s > 0).all()
assert (joined.memory_peak > 0).all() and joined["fact.host.kernel"].notna().all()
# To the last bit.
exact = values[(values.row == "Left, hippocampus") & (values.column == "volume")]
assert set(exact[exact["factor.threads"] == 1].value) == {0.30000000000000004}, exact
assert set(exact[exact["factor.threads"] == 2].value) == {0.30000000000000005}, exact
assert set(values[(values.column == "mean") & (values.row == "Left, hippocampus")].value) == {1e-300}
# NA is absent, not 0.
amygdala = values[(values.row == "Amygdala") & (values.column == "volume")]
assert amygdala[amygdala.subject == "s1"].value.isna().all() and (amygdala[amygdala.subject == "s2"].value == 7).all()
assert set(values["class"]) == {"A", "B"} and values.digest.str.len().eq(64).all()
assert values.groupby(["subject", "class"]).digest.nunique().eq(1).all()
assert (scores.metric == "spread").all() and len(scores) > 0
# A second reader agrees on the rows.
with open("tables/values.csv", newline="", encoding="utf-8") as file:
    assert len(list(csv.DictReader(file))) == len(values)
END
