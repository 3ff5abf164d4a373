set -e
[ "$(cat builds.txt)" = 2 ]
[ "$(cat more.txt)" = 4 ]
[ "$(cat rest.txt)" = 2 ]
cmp before.txt after.txt
grep -q '"CFLAGS": "-O2 -ffast-math"' .reprovip/builds/*/build.json
grep -qh 'compiling with cc -O2 -ffast-math' .reprovip/builds/*/log.txt
grep -q '"identity": "build sha256:' .reprovip/studies/*/plan.json
grep -q '"build.compiler.CC": ".*[0-9]' .reprovip/studies/*/plan.json
