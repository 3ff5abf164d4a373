# Ten times the spread: its interval lies above 3 and does not hold 1; threads do nothing to the mean worth an adjusted p of 0.004.
line=$(grep -F 'wide: false → true, 12 and 12 executions: value[spread]' output.txt)
low=${line##*[} low=${low%%,*}
awk -v low="$low" 'BEGIN { exit !(low > 1.5) }' || { echo "$line"; exit 1; }
grep -F 'wide: false → true, 12 and 12 executions: value[moved]' output.txt | grep -q 'mean 100.*→ 600.*(adjusted p 0.0032)$'
