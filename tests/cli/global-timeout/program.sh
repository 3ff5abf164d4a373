sleep 30
echo "$1" > result.txt
