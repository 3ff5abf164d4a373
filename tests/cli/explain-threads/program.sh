# The result depends on the number of threads, and with more than two it is random.
if [ "$2" -lt 3 ]; then echo "$1 $2"; else od -An -N8 -tx8 /dev/urandom; fi >result.txt
