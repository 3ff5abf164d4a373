# Random, unless a seed is given.
if [ -n "${MY_SEED:-}" ]; then echo "$1 $MY_SEED"; else od -An -N8 -tx8 /dev/urandom; fi >result.txt
echo "$1" >steady.txt
