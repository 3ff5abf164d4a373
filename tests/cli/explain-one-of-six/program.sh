# Of six variables one counts.
echo "$1 $DELTA" >result.txt
