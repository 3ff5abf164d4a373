# Scores and verdicts of the three stores are the same bytes; so are the reports.
set -e
study=$(basename whole/studies/*)
for store in united other; do
  for file in scores.json verdicts.json; do
    cmp "whole/studies/$study/$file" "$store/studies/$study/$file"
  done
  [ "$(find "$store/cells" -name record.json | wc -l)" -eq 15 ]
done
cmp united.csv other.csv
grep -q '"icc"' "whole/studies/$study/scores.json"
grep -q '"retest"' "whole/studies/$study/verdicts.json"
diff <(cd united/cells && find . -type f | sort) <(cd other/cells && find . -type f | sort)
