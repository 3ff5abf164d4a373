# A random number, of ten times the spread when it is asked for; another one that moves then.
random=$(od -An -N2 -tu2 /dev/urandom)
if [ "$1" = true ]; then set 10 500; else set 1 0; fi
awk -v r="$random" -v wide="$1" -v move="$2" \
  'BEGIN { u = r / 65536; printf "name\tvalue\nspread\t%.6f\nmoved\t%.6f\n", 100 + wide * u, 100 + move + u }' >values.tsv
