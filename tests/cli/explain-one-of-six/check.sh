ran=$(find .reprovip/cells -name record.json | wc -l)
[ "$ran" -le 20 ] || { echo "$ran executions"; exit 1; }
grep -q " $ran executions looked at, $ran of them run now" output.txt || exit 1
grep -q " $ran executions looked at, 0 of them run now" again.txt || exit 1
grep -q '^- ✓ result differs because of delta' explained.md || exit 1
python3 - "$ran" <<'END'
import glob, json, sys
told = json.load(open("explained.json"))
assert told["executions_run"] == int(sys.argv[1]), told
cause, = told["outputs"][0]["causes"]
assert told["outputs"][0]["explained"] and cause["switched"] == ["delta: a → b"] and cause["chance"] <= 0.05, cause
stored, = glob.glob(".reprovip/studies/*/explain.json")
assert json.load(open(stored))["outputs"] == told["outputs"]
END
