# Two volumes: the subject's own, and a noise of the seed with a standard deviation of 1; a label that never changes.
awk -v subject="${1#s}" -v seed="$SEED" 'BEGIN {
  srand(seed % 1000003)
  for (i = 0; i < 12; ++i) { left += rand(); right += rand() }
  print "name,volume"
  printf "left,%.6f\nright,%.6f\n", 100 * subject + left - 6, 50 * subject + right - 6
}' >results.csv
echo "of $1" >label.txt
