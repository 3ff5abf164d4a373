#pragma once

#include "harness/voxels/similarity.hpp"

#include <optional>

namespace reprovip::voxels {

// How far the distributions of values are apart, wherever in the image the values stand.
struct HistogramDistances {
  double wasserstein = 0;    // W1: mean difference of the sorted values, exact, in their unit
  double ks = 0;             // largest difference of the two empirical distribution functions
  double jensen_shannon = 0; // distance: root of the divergence, base 2, 0 to 1, of binned values
};

// Over voxels in the mask that are finite in both; nothing when there is none. `bins` equal ones (at least 1)
// from the smallest to the largest value of the two.
std::optional<HistogramDistances> histogram_distances(const VoxelPair& pair, std::size_t bins);

} // namespace reprovip::voxels
