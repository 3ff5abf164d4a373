#!/bin/sh
# Rigid registration of one image to another, with elastix.
# usage: elastix.sh PARAMETERS MOVING TEMPLATE THREADS [SEED]      (writes into the current folder)
# Without SEED elastix takes its own, always the same.
set -eu
parameters=$1 moving=$2 template=$3 threads=$4 seed=${5:-}
cp "$parameters" parameters.txt
[ -z "$seed" ] || echo "(RandomSeed $seed)" >> parameters.txt
mkdir log
elastix -f "$template" -m "$moving" -p parameters.txt -out log -threads "$threads" > log/stdout
mv log/result.0.nii moved.nii

# ITK's Euler angles about a centre, in LPS, as a 4x4 in RAS that maps the template's points into the moving image:
# x' = Rz Rx Ry (x - centre) + translation + centre.
awk -F '[() ]+' '
  $2 == "TransformParameters" { for (i = 1; i <= 6; ++i) p[i] = $(i + 2) }
  $2 == "CenterOfRotationPoint" { for (i = 1; i <= 3; ++i) c[i] = $(i + 2) }
  END {
    cx = cos(p[1]); sx = sin(p[1]); cy = cos(p[2]); sy = sin(p[2]); cz = cos(p[3]); sz = sin(p[3])
    r[1, 1] = cz * cy - sz * sx * sy; r[1, 2] = -sz * cx; r[1, 3] = cz * sy + sz * sx * cy
    r[2, 1] = sz * cy + cz * sx * sy; r[2, 2] = cz * cx; r[2, 3] = sz * sy - cz * sx * cy
    r[3, 1] = -cx * sy; r[3, 2] = sx; r[3, 3] = cx * cy
    sign[1] = sign[2] = -1; sign[3] = 1
    for (i = 1; i <= 3; ++i) {
      t = p[i + 3] + c[i]
      for (j = 1; j <= 3; ++j) t -= r[i, j] * c[j]
      for (j = 1; j <= 3; ++j) printf "%.17g ", sign[i] * sign[j] * r[i, j]
      printf "%.17g\n", sign[i] * t
    }
    print "0 0 0 1"
  }' log/TransformParameters.0.txt > rigid.txt
