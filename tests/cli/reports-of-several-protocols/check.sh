set -e
cd out
# shellcheck disable=SC2035
[ "$(echo *)" = "judged-random.json judged-steady.json one.json scores-random.csv scores-steady-2.csv scores-steady.csv" ]
cd ..
[ ! -e junit ]
status_of() { # JUNIT: of its testsuites
  grep -oE 'failures="[0-9]+"' "$1" | head -n 1
}
[ "$(status_of junit-steady)" = 'failures="0"' ]
[ "$(status_of junit-random)" = 'failures="1"' ]
[ "$(status_of junit-steady-2)" = 'failures="0"' ]
for name in steady random steady-2; do
  [ -s "out/scores-$name.csv" ]
  [ ! -e "all/$name/scores.csv" ]
  [ -s "all/$name/report.html" ]
done
grep -q '"status": "fail"' out/judged-random.json
! grep -q '"status": "fail"' out/judged-steady.json || exit 1
[ "$(grep -c '^# EOF' output.txt)" -eq 3 ]
[ "$(compgen -G "site/*/index.html" | wc -l)" -eq 2 ]
