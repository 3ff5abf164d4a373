#!/bin/sh
# Compiles mrs-quantify.
# usage: build.sh FOLDER      (leaves FOLDER/mrs-quantify; CXX, CXXFLAGS and LDFLAGS say how: g++, -O2)
# Eigen is found below EIGEN, /usr/include/eigen3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/src"
# The flags are words. -ffile-prefix-map: the folder leaves no trace in the program.
# shellcheck disable=SC2086
exec "${CXX:-g++}" -std=c++17 ${CXXFLAGS:--O2} "-ffile-prefix-map=$here=." -isystem "${EIGEN:-/usr/include/eigen3}" \
  -pthread basis.cpp crlb.cpp fit.cpp hlsvd.cpp linear.cpp main.cpp metrics.cpp model.cpp optimise.cpp output.cpp \
  parameters.cpp signal.cpp zip.cpp -o "$1/mrs-quantify" ${LDFLAGS:-} -lminizip -lz
