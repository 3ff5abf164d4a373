sleep 0.2
echo "$1 $DELTA" >result.txt
