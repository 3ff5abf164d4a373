# What is started in the background would go on by itself.
echo begun >started
[ -e "$1/quick" ] || { sleep "$WAIT" & sleep "$WAIT"; }
echo 'echo done >done.txt' >"$2/main"
