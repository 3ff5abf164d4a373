[ "$(grep -c '^4 executions to run' output.txt)" -eq 2 ] || exit 1
[ "$(find .reprovip -name record.json | wc -l)" -eq 8 ]
