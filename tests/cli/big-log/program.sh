head -c "${MEGABYTES:-200}000000" /dev/zero | tr '\0' 'x'
echo "the last line"
echo "$1" > result.txt
