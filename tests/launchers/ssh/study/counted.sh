# counted.sh IMAGE FOLDER SECONDS OUT
mktemp "$STARTS/start.XXXXXX" > /dev/null
echo "$$" > "$STARTS/running.$$"
sleep "$3"
cat "$1" "$2"/* | cksum > "$4/sum.txt"
printf '%s\n' "$1" >> "$4/sum.txt"
ln -s sum.txt "$4/link.txt"
mkdir "$4/more" && : > "$4/more/a
 'b' \"c\""
rm "$STARTS/running.$$"
