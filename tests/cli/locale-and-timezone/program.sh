date -d @0 +%H >hour.txt
printf '%s\n' b B a A | sort | tr -d '\n' >order.txt
