# Two variables count, each by itself.
echo "$1 $ALPHA $ZETA" >result.txt
