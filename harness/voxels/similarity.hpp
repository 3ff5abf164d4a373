#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace reprovip::voxels {

// Two lists of voxels of one grid, voxel by voxel. `mask` has as many entries (0 = not looked at), or none:
// then all count. Sums are compensated and taken in the order of the voxels.
struct VoxelPair {
  std::span<const double> a;
  std::span<const double> b;
  std::span<const std::uint8_t> mask;

  bool counts(std::size_t i) const { return mask.empty() || mask[i] != 0; }
};

// Where voxels have no distance. `mismatched`: NaN or infinite in one only, or infinities of different sign.
// `excluded`: NaN, or the same infinity, in both.
struct NotFinite {
  std::size_t mismatched = 0;
  std::size_t excluded = 0;
};
NotFinite not_finite(const VoxelPair& pair);

// Everything below is over voxels in the mask that are finite in both.

struct Extent {
  std::size_t count = 0;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
  double mean_square = 0;

  double range() const { return maximum - minimum; }
};
// Of `a`.
Extent extent_of(const VoxelPair& pair);

struct Differences {
  std::size_t count = 0;
  double bias = 0;    // mean of b - a
  double mae = 0;     // mean of |b - a|
  double mse = 0;     // mean of (b - a)^2
  double max_abs = 0; // largest |b - a|
};
Differences differences(const VoxelPair& pair);

// By what a root mean square error is divided: the root mean square of the reference (euclidean), its range
// (min_max) or its mean: scikit-image's three.
enum class Normalisation { euclidean, min_max, mean };
// Of the reference; nothing when it is not above 0.
std::optional<double> norm_of(const Extent& reference, Normalisation normalisation);

// 10 log10(range^2 / mse) dB, never more than k_no_error: what an error of half a unit in the last place of
// the range gives everywhere. Range above 0.
constexpr double k_no_error = 325.1123953170997; // 20 log10(2^54)
double psnr(double mse, double range);

// Pearson's r; nothing when one of the two is constant, or there are fewer than two voxels.
std::optional<double> correlation(const VoxelPair& pair);

} // namespace reprovip::voxels
