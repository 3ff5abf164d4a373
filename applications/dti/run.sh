#!/bin/sh
# What tensor.sh makes, probabilistic tractography and their summary, of one diffusion acquisition, with MRtrix3.
# usage: run.sh TENSOR.SH IMAGE BVAL BVEC WINDOW MASK_THRESHOLD ALGORITHM SEEDS THREADS    (writes into the current folder)
set -eu
tensor=$1 image=$2 bval=$3 bvec=$4 window=$5 threshold=$6 algorithm=$7 seeds=$8 threads=$9
HOME=$PWD
export HOME

sh "$tensor" "$image" "$bval" "$bvec" "$window" "$threshold" "$threads"

# A fixed number of seeds, not of streamlines: the streamline count is then a result.
tckgen -quiet dwi.mif tracks.tck -algorithm "$algorithm" -seed_image mask.mif -mask mask.mif \
  -seeds "$seeds" -select 0 -nthreads "$threads"
tckmap -quiet tracks.tck tdi.mif -template mask.mif -nthreads "$threads"

# One number, or the script ends: a summary of nothing is no result.
number() {
  value=$("$@") || { echo "run.sh: $* failed" >&2; exit 1; }
  value=$(echo "$value" | tr -d '[:space:]')
  case $value in
    '' | *nan* | *inf* | N/A) echo "run.sh: $* gives \"$value\"" >&2; exit 1 ;;
  esac
  printf '%s\n' "$value"
}
{
  printf 'name\tvalue\n'
  printf 'fa_mean\t%s\n' "$(number mrstats -quiet fa.mif -mask mask.mif -output mean)"
  printf 'fa_sd\t%s\n' "$(number mrstats -quiet fa.mif -mask mask.mif -output std)"
  printf 'md_mean\t%s\n' "$(number mrstats -quiet md.mif -mask mask.mif -output mean)"
  printf 'track_count\t%s\n' "$(number tckstats -quiet tracks.tck -output count)"
  printf 'track_length_mean\t%s\n' "$(number tckstats -quiet tracks.tck -output mean)"
  printf 'tdi_mean\t%s\n' "$(number mrstats -quiet tdi.mif -output mean)"
} > metrics.tsv.part
# `exit` within the block above ends a subshell only: all six lines, or no table.
[ "$(wc -l < metrics.tsv.part)" -eq 7 ] && ! grep -q '	$' metrics.tsv.part
mv metrics.tsv.part metrics.tsv
