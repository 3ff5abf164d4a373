# One in twenty of 76: at most 10 by a binomial bound of 99.9 %.
set -e
[ "$(wc -l <tenth.status)" -eq 76 ]
[ "$(grep -cv ' [01]$' tenth.status || :)" -eq 0 ]
outside=$(grep -c ' 1$' tenth.status || :)
echo "outside: $outside"
[ "$outside" -le 10 ]
