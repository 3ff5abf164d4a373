#pragma once

#include <cstddef>

namespace reprovip::voxels {

// The loops over the voxels of one volume. They are compiled for several instruction sets, of which the best
// that the machine has is taken; without contraction all give the same bits. Arrays do not overlap.

bool all_finite(const float* x, std::size_t count);
bool all_finite(const double* x, std::size_t count);

// Welford 1962, voxel by voxel: mean, sum of squares of the deviations from it, minimum, maximum. Equal
// values keep exactly that mean and a sum of exactly 0.
struct MomentArrays {
  double* mean = nullptr;
  double* squares = nullptr;
  double* low = nullptr;
  double* high = nullptr;
};
void begin_moments(const float* x, std::size_t count, const MomentArrays& moments);
void begin_moments(const double* x, std::size_t count, const MomentArrays& moments);
// `x` is the k-th volume, k > 1.
void update_moments(const float* x, std::size_t count, double k, const MomentArrays& moments);
void update_moments(const double* x, std::size_t count, double k, const MomentArrays& moments);

// Mean of one target, and the sum of squares within all targets so far.
struct TargetArrays {
  double* mean = nullptr;
  double* within = nullptr;
};
// `x` is the k-th volume of its target; with k = 1 it becomes the mean.
void update_target(const float* x, std::size_t count, double k, const TargetArrays& target);
void update_target(const double* x, std::size_t count, double k, const TargetArrays& target);

// Mean of the target means, weighted by their numbers of volumes, and their sum of squares.
struct BetweenArrays {
  double* mean = nullptr;
  double* between = nullptr;
};
// `mean` are those of a target of `weight` volumes, of `total` so far, this target included: equal for the
// first one.
void add_target(const double* mean, std::size_t count, double weight, double total,
                const BetweenArrays& between);

} // namespace reprovip::voxels
