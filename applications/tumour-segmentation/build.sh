#!/bin/sh
# Compiles tumour-segmentation with ITK 5.
# usage: build.sh FOLDER      (leaves FOLDER/tumour-segmentation; CXX, CXXFLAGS and LDFLAGS say how: g++, -O2)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/src"
include=$(find /usr/include -maxdepth 1 -name 'ITK-5*' | sort | tail -n 1)
[ -n "$include" ] || { echo "build.sh: no ITK 5 in /usr/include: install libinsighttoolkit5-dev" >&2; exit 75; }
itk=${include##*/ITK-}
libraries=""
for name in ITKIONIFTI ITKIOImageBase ITKRegistrationMethodsv4 ITKOptimizersv4 ITKSmoothing ITKTransform ITKCommon itkvnl_algo \
  itkvnl itksys; do
  libraries="$libraries -l$name-$itk"
done
compiler=${CXX:-g++}
# Debian's ITK refuses compilers that it was not configured with, clang for one: what includes it is then compiled by g++.
case $compiler in *clang*) itk_compiler=g++ ;; *) itk_compiler=$compiler ;; esac
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
for source in *.cpp; do
  case $source in *_itk.cpp | main.cpp) with=$itk_compiler ;; *) with=$compiler ;; esac
  # The flags are words. -ffile-prefix-map: the folder leaves no trace in the program.
  # shellcheck disable=SC2086
  "$with" -std=c++17 ${CXXFLAGS:--O2} "-ffile-prefix-map=$here=." -isystem "$include" -pthread -c "$source" \
    -o "$objects/${source%.cpp}.o"
done
# shellcheck disable=SC2086
"$itk_compiler" -pthread "$objects"/*.o -o "$1/tumour-segmentation" ${LDFLAGS:-} -Wl,--as-needed $libraries -lz
