#!/bin/bash
# protocols/README.md carries the key reference that the schema gives, between its marks.
# usage: tests/cli/key-reference.sh BIN-FOLDER      (REPROVIP_ACCEPT=1: rewrites it, and fails with a note)
# Prints the difference.
set -euo pipefail
bin=${1:?usage: tests/cli/key-reference.sh BIN-FOLDER}
readme=$(cd "$(dirname "$0")/../.." && pwd)/protocols/README.md
begin='<!-- keys: begin (reprovip schema reference) -->' end='<!-- keys: end -->'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
  sed "/^$begin\$/q" "$readme"
  "$bin/reprovip" schema reference
  sed -n "/^$end\$/,\$p" "$readme"
} >"$work/README.md"
if diff -u "$readme" "$work/README.md"; then
  exit 0
fi
if [ -n "${REPROVIP_ACCEPT:-}" ]; then
  cat "$work/README.md" >"$readme"
  echo "accepted: read the difference of $readme and run again"
fi
exit 1
