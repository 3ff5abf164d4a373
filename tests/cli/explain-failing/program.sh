echo "no licence" >&2
exit 4
