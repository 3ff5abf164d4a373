# usage: mean.sh NUMBERS      (leaves summary.tsv)
LC_ALL=C awk 'NR == 1 || $1 > most { most = $1 } { sum += $1 }
  END { printf "name\tvalue\nmean\t%.6f\nmax\t%.6f\n", sum / NR, most }' "$1" >summary.tsv
