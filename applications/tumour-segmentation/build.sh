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
# The flags are words. -ffile-prefix-map: the folder leaves no trace in the program.
# shellcheck disable=SC2086
exec "${CXX:-g++}" -std=c++17 ${CXXFLAGS:--O2} "-ffile-prefix-map=$here=." -isystem "$include" -pthread ./*.cpp \
  -o "$1/tumour-segmentation" ${LDFLAGS:-} -Wl,--as-needed $libraries -lz
