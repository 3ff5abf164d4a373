# 2 subjects x 4 repetitions, and one failed attempt of each subject.
[ "$(grep -rl '"outcome":"failed"' .reprovip/cells --include=record.json | wc -l)" -eq 2 ] || exit 1
xmllint --noout again.xml
