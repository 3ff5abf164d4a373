sleep 0.02
echo "$1" > result.txt
