# One line of progress at a time, and none at the end.
for screen in wide narrow; do
  [ "$(grep -c '/4\]' "$screen.txt")" -eq 1 ] || { echo "$screen: not one line"; cat "$screen.txt"; exit 1; }
done
! grep -q '/4\]' end.txt || { echo "left behind:"; cat end.txt; exit 1; }
grep -q 'PASS' end.txt
