ran=$(find .reprovip/cells -name record.json | wc -l)
[ "$ran" -le 20 ] || { echo "$ran executions"; exit 1; }
grep -q " $ran executions looked at, $ran of them run now" output.txt || exit 1
grep -q " $ran executions looked at, 0 of them run now" again.txt || exit 1
jq -e --argjson ran "$ran" '.executions_run == $ran and .outputs[0].explained and
  .outputs[0].causes[0].switched == ["delta: a → b"] and .outputs[0].causes[0].chance <= 0.05' explained.json || exit 1
grep -q '^- ✓ result differs because of delta' explained.md || exit 1
cmp <(jq .outputs explained.json) <(jq .outputs .reprovip/studies/*/explain.json)
