sleep 0.3
echo "$1" > result.txt
