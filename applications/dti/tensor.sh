#!/bin/sh
# Tensor, FA and MD of one diffusion acquisition, with MRtrix3: run.sh without tractography.
# usage: tensor.sh IMAGE BVAL BVEC THREADS      (writes into the current folder)
set -eu
image=$1 bval=$2 bvec=$3 threads=$4
HOME=$PWD
export HOME
sed 's/nan/0/g' "$bvec" > gradients
mrconvert -quiet "$image" dwi.mif -fslgrad gradients "$bval" -nthreads "$threads"
mrconvert -quiet dwi.mif first.mif -coord 3 0 -axes 0,1,2 -nthreads "$threads"
mrthreshold -quiet first.mif mask.mif -abs 1 -nthreads "$threads"
dwi2tensor -quiet dwi.mif dt.mif -mask mask.mif -nthreads "$threads"
tensor2metric -quiet dt.mif -fa fa.mif -adc md.mif -mask mask.mif -nthreads "$threads"
