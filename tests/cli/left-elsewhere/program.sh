echo "the result of $1" > result.txt
