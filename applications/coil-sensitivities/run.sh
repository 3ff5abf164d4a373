#!/bin/sh
# The sensitivities of the coils of a multi-coil acquisition, by ESPIRiT, with BART.
# usage: run.sh KSPACE LIBRARIES BLAS      (folders; BLAS is one below LIBRARIES; writes into the current folder)
# The number of threads comes in OMP_NUM_THREADS.
set -eu
kspace=$1 libraries=$2 blas=$3

[ -e "$libraries/$blas/libblas.so.3" ] || { echo "run.sh: no BLAS \"$blas\" in $libraries" >&2; exit 2; }
LD_LIBRARY_PATH=$PWD/$libraries/$blas
export LD_LIBRARY_PATH
bart ecalib -m1 "$kspace/kspace" maps

# Mean magnitude of each coil's map: every digit of a float.
bart cabs maps magnitude
bart avg 7 magnitude mean
{
  printf 'name\tvalue\n'
  bart show -s '
' -f '%+.9e%+.9ei' mean | sed -n 's/^+\([0-9.]*e[-+][0-9]*\).*/\1/p' | awk '{ printf "coil_%d\t%s\n", NR, $1 }'
} >metrics.tsv
[ "$(wc -l <metrics.tsv)" -gt 1 ]
