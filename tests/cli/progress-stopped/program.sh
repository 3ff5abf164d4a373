echo "the result of $1" > result.txt
[ "$1" = s1 ] || sleep 600
