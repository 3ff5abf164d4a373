#!/bin/sh
# Rigid registration of one image to another, with MRtrix3.
# usage: run.sh MOVING TEMPLATE THREADS      (writes into the current folder)
set -eu
# MRtrix3 insists on HOME, where a user's .mrtrix.conf would change what it does.
HOME=$PWD
export HOME
exec mrregister -quiet "$1" "$2" -type rigid -rigid rigid.txt -transformed moved.mif -nthreads "$3"
