#!/bin/sh
# Compiles the phantom's generator.
# usage: build.sh FOLDER      (leaves FOLDER/glioma-phantom; CXX and CXXFLAGS say how: g++, -O2)
# -ffp-contract=off: fused products would make other voxels on other processors.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/src"
# The flags are words.
# shellcheck disable=SC2086
exec "${CXX:-g++}" -std=c++17 ${CXXFLAGS:--O2} -ffp-contract=off "-ffile-prefix-map=$here=." -pthread ./*.cpp \
  -o "$1/glioma-phantom" -lz
