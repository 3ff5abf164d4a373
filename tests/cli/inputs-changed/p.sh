wc -l <"$1" >o.txt
# The first one lives until somebody else has written, or for 20 s.
tries=400
while [ "$(wc -l <"$1")" -eq 1 ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.05; done
