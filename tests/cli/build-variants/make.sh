#!/bin/sh
# usage: make.sh APPLICATION-FOLDER OUT      CC and CFLAGS are the variant's
set -eu
echo "compiling with $CC $CFLAGS"
# shellcheck disable=SC2086 # options are words
"$CC" $CFLAGS -o "$2/sum" "$1/src/sum.c"
