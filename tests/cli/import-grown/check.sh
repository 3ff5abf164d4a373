# Five executions, one of them twice; the originals are as they were, and the store has copies.
set -e
[ "$(cat records)" -eq 6 ]
[ "$(cat tree/anna/exec_1/out.txt)" = 1.5 ]
[ "$(stat -c %h tree/anna/exec_1/out.txt)" -eq 1 ]
grep -q '"imported":{"out":"anna/exec_1/out.txt"}' .reprovip/cells/*/r001/*/record.json
! grep -q '"wall_s":[0-9]' .reprovip/cells/*/*/*/record.json
