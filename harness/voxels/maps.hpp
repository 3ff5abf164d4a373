#pragma once

#include "harness/stats/significance.hpp"
#include "harness/voxels/volume_icc.hpp"
#include "harness/voxels/volume_moments.hpp"

#include <cstddef>
#include <vector>

namespace reprovip::voxels {

// Maps: one number per voxel, NaN where there is none. Filled by several threads, with the same bits as by
// one.

enum class MomentMap { mean, sd, cv, minimum, maximum, range };
// sd: with K - 1, needs two volumes. cv: sd / |mean|, only where |mean| > `tau`. None where a volume has a
// voxel that is no number.
std::vector<double> moment_map(const VolumeMoments& moments, MomentMap which, double tau = 0);

enum class BitsMethod { cnh, general, parker };
struct BitsMapQuestion {
  BitsMethod method = BitsMethod::cnh;
  stats::BitsQuestion bits; // around the mean; `mantissa` is what equal values have
  // Steps of integers, which carry no more than log2(2 |mean| / resolution) bits; 0 = none.
  double resolution = 0;
};
// Significant bits, see stats/significance.hpp: the whole mantissa where all volumes are equal, 0 where a
// voxel is a number in some only, none where it never is and where the error is relative to 0.
std::vector<double> bits_map(const VolumeMoments& moments, const BitsMapQuestion& question);

// ICC(1,1), and sqrt(1 - ICC(1,1)).
std::vector<double> icc_map(const VolumeIcc& analysis);
std::vector<double> nu_map(const VolumeIcc& analysis);

} // namespace reprovip::voxels
