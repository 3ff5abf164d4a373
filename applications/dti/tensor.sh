#!/bin/sh
# Denoised series, tensor, FA, MD and first eigenvector of one diffusion acquisition, with MRtrix3.
# usage: tensor.sh IMAGE BVAL BVEC WINDOW MASK_THRESHOLD THREADS      (WINDOW 0: not denoised; writes into the current folder)
# File names and options are constant: the history that MRtrix3 keeps in its files differs by -nthreads only.
set -eu
image=$1 bval=$2 bvec=$3 window=$4 threshold=$5 threads=$6

# MRtrix3 insists on HOME, where a user's .mrtrix.conf would change what it does.
HOME=$PWD
export HOME

# Some scanners' converters write `nan nan nan` for b = 0. MRtrix3 takes that without a word: every FA and MD would be
# NaN, no streamline would be found, and all of it perfectly reproducible.
sed 's/nan/0/g' "$bvec" > gradients

mrconvert -quiet "$image" raw.mif -fslgrad gradients "$bval" -nthreads "$threads"

# Of each axis, the window or the largest odd number of voxels that there is. Left to itself dwidenoise takes 5x5x5 or
# more, and beyond the edge of a thinner image it reads what is not its own and crashes.
extent() {
  size=$(mrinfo -quiet -size raw.mif)
  for voxels in $(echo "$size" | cut -d ' ' -f 1-3); do
    [ "$voxels" -lt "$window" ] || voxels=$window
    echo $((voxels - 1 + voxels % 2))
  done | paste -s -d , -
}
if [ "$window" -eq 0 ]; then
  mv raw.mif dwi.mif
else
  dwidenoise -quiet raw.mif dwi.mif -extent "$(extent)" -noise noise.mif -nthreads "$threads"
fi

# The first volume above the threshold. Named intermediate files, no pipe: a pipe's random name would go into the history.
mrconvert -quiet dwi.mif first.mif -coord 3 0 -axes 0,1,2 -nthreads "$threads"
mrthreshold -quiet first.mif mask.mif -abs "$threshold" -nthreads "$threads"

dwi2tensor -quiet dwi.mif dt.mif -mask mask.mif -nthreads "$threads"
tensor2metric -quiet dt.mif -fa fa.mif -adc md.mif -vector direction.mif -modulate none -mask mask.mif -nthreads "$threads"
