echo "$1 $LEVEL" >result.txt
