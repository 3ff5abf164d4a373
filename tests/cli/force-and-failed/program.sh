# Fails the first time that a subject is seen.
[ -e "/tmp/$REPROVIP_MARK.$1" ] || { : >"/tmp/$REPROVIP_MARK.$1"; echo "not ready yet" >&2; exit 3; }
echo "$1" >result.txt
