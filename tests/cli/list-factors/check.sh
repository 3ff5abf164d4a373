set -e
# The second column: each source once, in order.
tail -n +2 factors.txt | grep -v '^<factor' | sed 's/<a parameter>/parameter/' | awk '{ print $2 }' | uniq | tr '\n' ' ' >sources.txt
[ "$(cat sources.txt)" = "method software build os machine deployment run " ]
[ "$(wc -l <factors.txt)" -eq 26 ]
