#!/bin/sh
# Tensor, FA, MD, probabilistic tractography and their summary, of one diffusion acquisition, with MRtrix3.
# usage: run.sh IMAGE BVAL BVEC ALGORITHM SEEDS MASK_THRESHOLD THREADS      (writes into the current folder)
# File names and options are constant: the history that MRtrix3 keeps in its files differs by -nthreads only.
set -eu
image=$1 bval=$2 bvec=$3 algorithm=$4 seeds=$5 threshold=$6 threads=$7

# MRtrix3 insists on HOME, where a user's .mrtrix.conf would change what it does.
HOME=$PWD
export HOME

# Some scanners' converters write `nan nan nan` for b = 0. MRtrix3 takes that without a word: every FA and MD would be
# NaN, no streamline would be found, and all of it perfectly reproducible.
sed 's/nan/0/g' "$bvec" > gradients

mrconvert -quiet "$image" dwi.mif -fslgrad gradients "$bval" -nthreads "$threads"

# The first volume above the threshold. Named intermediate files, no pipe: a pipe's random name would go into the history.
mrconvert -quiet dwi.mif first.mif -coord 3 0 -axes 0,1,2 -nthreads "$threads"
mrthreshold -quiet first.mif mask.mif -abs "$threshold" -nthreads "$threads"

dwi2tensor -quiet dwi.mif dt.mif -mask mask.mif -nthreads "$threads"
tensor2metric -quiet dt.mif -fa fa.mif -adc md.mif -mask mask.mif -nthreads "$threads"

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
