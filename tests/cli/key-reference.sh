#!/bin/bash
# protocols/keys.md carries the key reference that the schema gives, between its marks.
# usage: tests/cli/key-reference.sh BIN-FOLDER      (REPROVIP_ACCEPT=1: rewrites it, and fails with a note)
# Prints the difference.
set -euo pipefail
bin=${1:?usage: tests/cli/key-reference.sh BIN-FOLDER}
page=$(cd "$(dirname "$0")/../.." && pwd)/protocols/keys.md
begin='<!-- keys: begin (reprovip schema reference) -->' end='<!-- keys: end -->'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
  sed "/^$begin\$/q" "$page"
  "$bin/reprovip" schema reference
  sed -n "/^$end\$/,\$p" "$page"
} >"$work/keys.md"
if diff -u "$page" "$work/keys.md"; then
  exit 0
fi
if [ -n "${REPROVIP_ACCEPT:-}" ]; then
  cat "$work/keys.md" >"$page"
  echo "accepted: read the difference of $page and run again"
fi
exit 1
