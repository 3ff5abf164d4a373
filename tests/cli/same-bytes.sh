#!/bin/bash
# Scores of every kind of metric are the same bytes with one thread or two, and on processors with and without AVX2, FMA
# and AVX-512: as glibc chooses its mathematical functions, and (with qemu) as the program chooses its own.
# usage: tests/cli/same-bytes.sh SCENARIO-FOLDER BIN-FOLDER
set -euo pipefail
scenario=$(cd "${1:?usage: tests/cli/same-bytes.sh SCENARIO-FOLDER BIN-FOLDER}" && pwd)
bin=$(cd "${2:?usage: tests/cli/same-bytes.sh SCENARIO-FOLDER BIN-FOLDER}" && pwd)
while read -r name; do
  case $name in REPROVIP*) unset "$name" ;; esac
done < <(compgen -e)
unset GLIBC_TUNABLES
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$scenario/." "$work"
cd "$work"
/usr/bin/python3 truth.py
status=0
"$bin/reprovip" run protocol.toml >run.txt 2>&1 || status=$?
[ "$status" -eq 1 ] || { cat run.txt; echo "exit $status of the study"; exit 1; }
scores=$(echo .reprovip/studies/*/scores.json)
maps=$(dirname "$scores")/maps
cp "$scores" first.json
find "$maps" -type f -exec sha256sum {} + | sort >first.maps

failed=0
# score_with NAME COMMAND...: computes everything again below the command.
score_with() {
  local name=$1
  shift
  rm -rf .reprovip/cache "$maps"
  "$@" "$bin/reprovip" score protocol.toml >"$name.txt" 2>&1 || [ $? -eq 1 ] || { cat "$name.txt"; exit 1; }
  if cmp first.json "$scores" && find "$maps" -type f -exec sha256sum {} + | sort | cmp first.maps -; then
    echo "same bytes: $name"
  else
    diff first.json "$scores" | head -20 || :
    failed=1
  fi
}

cpus=$(/usr/bin/python3 -c 'import os; print(*sorted(os.sched_getaffinity(0)))')
score_with one-cpu taskset -c "${cpus%% *}"
score_with all-cpus env
[ "$cpus" != "${cpus#* }" ] || echo "there is one CPU only: nothing ran with two threads"

# Whether a mask does something is seen in the last bits of these functions.
bits() {
  "$@" /usr/bin/python3 -c 'import math
print(hash(tuple(f(0.001 * i + 0.01) for i in range(20000) for f in (math.exp, math.log, math.sin, math.cos))))'
}
mask=GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-AVX512VL
if [ "$(bits env)" != "$(bits env "$mask")" ]; then
  echo "the mask changes exp, log, sin or cos: what follows tells something"
else
  echo "the mask changes no function of the C library here"
fi
score_with masked env "$mask"

# Another processor altogether, of 2008: what the program chooses by itself is that of the baseline.
if command -v qemu-x86_64 >/dev/null; then
  score_with nehalem qemu-x86_64 -cpu Nehalem
else
  echo "no qemu-x86_64 (qemu-user): the program's own choice of instructions is not varied"
fi
exit "$failed"
