# Two variables count, and only together.
[ "$BETA$EPSILON" = bb ] && echo moved >result.txt || echo "$1" >result.txt
