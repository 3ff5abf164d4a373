echo "$1 $RANDOM $(cat /proc/sys/kernel/random/uuid)" > result.txt
