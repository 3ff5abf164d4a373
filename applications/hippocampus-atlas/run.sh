#!/bin/sh
# Hippocampus by registration of one labelled atlas, with elastix and transformix.
# usage: run.sh RIGID.TXT BSPLINE.TXT IMAGE ATLAS ATLAS_LABELS GRID_MM ITERATIONS SAMPLES THREADS [--seed=N]
# Writes into the current folder. Without a seed elastix takes its built-in one, 121212: the same at every run.
set -eu
rigid=$1 bspline=$2 image=$3 atlas=$4 labels=$5 grid=$6 iterations=$7 samples=$8 threads=$9
shift 9
seed=${1-}
seed=${seed#--seed=}
LC_ALL=C
export LC_ALL

# quietly COMMAND...: what it says goes to the log; its end is shown when it fails.
quietly() {
  "$@" > program.log 2>&1 || { status=$?; tail -n 20 program.log >&2; exit "$status"; }
}

# What both steps get besides their own parameters.
common() {
  echo "(MaximumNumberOfIterations $iterations)"
  echo "(NumberOfSpatialSamples $samples)"
  [ -z "$seed" ] || echo "(RandomSeed $seed)"
}
{ cat "$rigid"; common; } > parameters.rigid.txt
{ cat "$bspline"; common; echo "(FinalGridSpacingInPhysicalUnits $grid)"; } > parameters.bspline.txt

# The image is fixed, the atlas moves: the transform takes points of the image to points of the atlas.
mkdir registration resampled
quietly elastix -f "$image" -m "$atlas" -p parameters.rigid.txt -p parameters.bspline.txt -out registration \
  -threads "$threads"
mv registration/result.1.nii moved.nii

# Labels are not interpolated: B-splines of order 0 give each voxel of the image the nearest one of the atlas. (Debian's
# elastix has no FinalNearestNeighborInterpolator.)
sed -e 's/^(FinalBSplineInterpolationOrder .*/(FinalBSplineInterpolationOrder 0)/' \
  -e 's/^(ResultImagePixelType .*/(ResultImagePixelType "unsigned char")/' \
  registration/TransformParameters.1.txt > registration/labels.txt
quietly transformix -in "$labels" -tp registration/labels.txt -out resampled -threads "$threads"
mv resampled/result.nii labels.nii

# Rotations, rad, about the middle of the image (first Y, then X, then Z: ITK's Euler angles); translations, mm, LPS.
sed -n 's/^(TransformParameters \(.*\))$/\1/p' registration/TransformParameters.0.txt |
  awk 'BEGIN { print "name\tvalue"; split("rx ry rz tx ty tz", name, " ") }
       { for (i = 1; i <= NF; i++) print name[i] "\t" $i; n = NF }
       END { exit n != 6 }' > rigid.tsv.part
# B-spline coefficients, mm, LPS: one per line, first all of x.
sed -n 's/^(TransformParameters \(.*\))$/\1/p' registration/TransformParameters.1.txt | tr ' ' '\n' > warp.txt
[ -s warp.txt ]

# Volume = voxels of the label x volume of a voxel, from NIfTI-1's own header: of numbers at byte 40 dim, 70 datatype
# (2: unsigned char), 76 pixdim, 108 where the voxels begin. No voxel is shared between labels, none is interpolated.
field() { od -An -v -t "$1" -j "$2" -N "$3" labels.nii; }
set -- "$(field d2 40 8)" "$(field d2 70 2)" "$(field f4 76 16)" "$(field f4 108 4)"
begin=$(echo "$4" | awk '{ print int($1) }')
od -An -v -w1 -t u1 -j "$begin" labels.nii |
  awk -v dim="$1" -v type="$2" -v pixdim="$3" '
    { count[$1 + 0]++ }
    END {
      split(dim, n, " "); split(pixdim, mm, " ")
      if (type != 2 || NR != n[2] * n[3] * n[4]) {
        print "run.sh: labels.nii has " NR " voxels of type " type + 0 > "/dev/stderr"
        exit 1
      }
      voxel = mm[2] * mm[3] * mm[4]
      print "name\tvolume\tvoxels"
      printf "anterior\t%.6g\t%d\n", count[1] * voxel, count[1]
      printf "posterior\t%.6g\t%d\n", count[2] * voxel, count[2]
      printf "total\t%.6g\t%d\n", (count[1] + count[2]) * voxel, count[1] + count[2]
    }' > volumes.tsv.part
mv rigid.tsv.part rigid.tsv
mv volumes.tsv.part volumes.tsv
