#!/bin/sh
# Compiles mrs-simulate.
# usage: build.sh FOLDER      (leaves FOLDER/mrs-simulate; CXX, CXXFLAGS and LDFLAGS say how: g++, -O2)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/src"
# The flags are words. -ffp-contract=off: no fused operations, whatever the CPU that is compiled for.
# -ffile-prefix-map: the folder leaves no trace in the program.
# shellcheck disable=SC2086
exec "${CXX:-g++}" -std=c++20 ${CXXFLAGS:--O2} -ffp-contract=off "-ffile-prefix-map=$here=." \
  cohort.cpp main.cpp maths.cpp matrix.cpp metabolites.cpp output.cpp random.cpp spins.cpp \
  -o "$1/mrs-simulate" ${LDFLAGS:-}
