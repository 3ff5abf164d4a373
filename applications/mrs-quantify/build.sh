#!/bin/sh
# Compiles mrs-quantify.
# usage: build.sh FOLDER      (leaves FOLDER/mrs-quantify; CXX, CXXFLAGS and LDFLAGS say how: g++, -O2)
# Eigen is found below EIGEN, /usr/include/eigen3. As many files at once as there are processors, 4 at most.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "$1" && pwd)
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
jobs=$(nproc 2>/dev/null || echo 1)
cd "$here/src"
# The flags are words; xargs hands each file's name on as $1. -ffile-prefix-map: the folder leaves no trace in the program.
# shellcheck disable=SC2016
printf '%s\n' *.cpp | EIGEN=${EIGEN:-/usr/include/eigen3} HERE=$here OBJECTS=$objects xargs -n 1 -P "$((jobs < 4 ? jobs : 4))" sh -c '
  exec "${CXX:-g++}" -std=c++17 ${CXXFLAGS:--O2} "-ffile-prefix-map=$HERE=." -isystem "$EIGEN" -pthread \
    -c "$1" -o "$OBJECTS/$(basename "$1" .cpp).o"' sh
# libminizip by its archive: Debian's suites do not agree on the name of its package.
# shellcheck disable=SC2086
"${CXX:-g++}" ${CXXFLAGS:--O2} -pthread "$objects"/*.o -o "$out/mrs-quantify" ${LDFLAGS:-} -l:libminizip.a -lz
