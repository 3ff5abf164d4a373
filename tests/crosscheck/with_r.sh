#!/bin/sh
# Our one-way and two-way F, p, ICC and wSD beside R's lm, anova and distributions, on random tables.
set -eu
if ! command -v Rscript >/dev/null 2>&1; then
  echo "skipped: r-base-core is not here"
  exit 77
fi
exec Rscript --vanilla "$(dirname "$0")/with_r.R" "$1"
