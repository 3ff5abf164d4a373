#pragma once

#include "harness/base/result.hpp"
#include "harness/voxels/distance_transform.hpp"
#include "harness/voxels/overlap.hpp"

#include <map>

namespace reprovip::voxels {

// The voxels of an image that has one value a voxel, two or three axes (more may be of length 1) and a
// spacing. Axes of length 1 at the end do not count: a single slice is a plane, and its flat sides are no
// surface.
Result<Grid> grid_of(const Image& image);
// From corner to corner, mm: no two voxels are as far apart.
double diagonal(const Grid& grid);

// Voxels low to high - 1 along each axis.
struct Box {
  std::array<std::size_t, 3> low{};
  std::array<std::size_t, 3> high{};
};
// Around every label of an image of labels but 0.
std::map<std::int64_t, Box> label_boxes(const Image& image, const Grid& grid);

// What lies around an image.
enum class Outside { background, foreground };

// A region in two images, cut out with one voxel more on every side.
struct MaskPair {
  Grid grid;
  std::vector<std::uint8_t> a; // 0 or 1; beyond the image as `outside` says
  std::vector<std::uint8_t> b;
  Box inside;             // the voxels of `grid` that are of the image
  std::uint64_t in_a = 0; // voxels of the image
  std::uint64_t in_b = 0;
};

// Both images have the grid; the boxes are theirs. An empty region gives a grid of no voxels.
MaskPair masks_of(const Image& a, const Image& b, const Grid& grid,
                  const std::map<std::int64_t, Box>& boxes_a, const std::map<std::int64_t, Box>& boxes_b,
                  const Region& region, Outside outside);

} // namespace reprovip::voxels
