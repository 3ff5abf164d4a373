[ "$1" = s1 ] || exit 3
echo "the result of $1" > result.txt
