# BETA breaks it, nothing else counts.
[ "$BETA" != b ] || exit 9
echo "$1" >result.txt
