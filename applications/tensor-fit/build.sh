#!/bin/sh
# Compiles tensor-fit.
# usage: build.sh FOLDER      (leaves FOLDER/tensor-fit; CXX, CXXFLAGS and LDFLAGS say how: g++, -O2)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/src"
# The flags are words. -ffile-prefix-map: the folder leaves no trace in the program.
# shellcheck disable=SC2086
exec "${CXX:-g++}" -std=c++17 ${CXXFLAGS:--O2} "-ffile-prefix-map=$here=." -pthread \
  fit.cpp gradients.cpp main.cpp nifti.cpp tensor.cpp voxels.cpp -o "$1/tensor-fit" ${LDFLAGS:-}
