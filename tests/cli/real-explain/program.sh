set -e
dwi2tensor -quiet "$1" tensor.mif -mask "$2" -nthreads "$3"
tckgen -quiet "$1" tracks.tck -algorithm Tensor_Prob -seed_image "$2" -seeds 200 -select 0 -nthreads "$3"
