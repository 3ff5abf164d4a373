# Two values that one factor each moves; a result that two factors move together.
shift=0
[ "$BETA" = b ] && shift=4
printf 'name\tvalue\nmoved\t%d\nsteady\t%d\n' $((${1#s} * 10 + shift)) $((${1#s} * 10)) >values.tsv
[ "$ALPHA$BETA" = bb ] && echo moved >result.txt || echo "$1" >result.txt
