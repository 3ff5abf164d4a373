echo "the result of $1" > result.txt
while ! [ -e "$GATE" ]; do sleep 0.05; done
