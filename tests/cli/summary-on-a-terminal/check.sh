grep -q $'\x1b\[31m' colour.txt || { echo "no colour on a terminal"; exit 1; }
! grep -q $'\x1b' plain.txt || { echo "colour in spite of NO_COLOR"; exit 1; }
! grep -q $'\x1b' pipe.txt || { echo "colour in a pipe"; exit 1; }
[ "$(wc -l <plain.txt)" -lt 24 ] || { echo "too long"; exit 1; }
/usr/bin/python3 -c 'import sys; sys.exit(max(len(line.rstrip("\n")) for line in open("plain.txt", encoding="utf-8")) > 80)' || { echo "too wide"; exit 1; }
