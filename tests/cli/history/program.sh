noise=1
awk -v subject="${1#s}" -v noise="$noise" -v digits="$(echo "$SEED" | tail -c 3)" 'BEGIN {
  printf "row,value\nlength,%.6f\n", 10 * subject + noise * (digits - 50) / 100 }' >result.csv
