#pragma once

#include "harness/voxels/similarity.hpp"

#include <optional>
#include <vector>

namespace reprovip::voxels {

// Structural similarity, Wang et al. 2004, over windows of the image's own dimension.
enum class SsimWindow {
  uniform, // 7 voxels a side, covariance with n - 1: scikit-image's default
  gaussian // sigma 1.5 voxels, 11 a side (cut at 3.5 sigma), population covariance: Wang's
};
struct SsimQuestion {
  SsimWindow window = SsimWindow::uniform;
  double range = 1; // of the data, L: C1 = (0.01 L)^2, C2 = (0.03 L)^2; above 0
};
struct Ssim {
  double mean = 0;
  double minimum = 0;
  std::size_t windows = 0;
};

// Voxels a side.
std::size_t window_side(SsimWindow window);

// Over windows that lie whole in the image, whose centre is in the mask, and that hold no voxel that is not
// finite in both. Nothing when there is none. `dims`: first axis fastest, at most three of them longer than
// one voxel; axes of one voxel do not count as a dimension. O(voxels · side), memory of a few slices.
std::optional<Ssim> ssim(const VoxelPair& pair, const std::vector<std::size_t>& dims,
                         const SsimQuestion& question);

} // namespace reprovip::voxels
