#pragma once

#include "harness/voxels/image.hpp"

#include <optional>
#include <string>

namespace reprovip::voxels {

// How far two grids may be apart and still be one: what headers in float32 round away.
struct GridTolerance {
  double spacing = 1e-6;        // mm
  double origin_per_dim = 1e-6; // mm for each voxel of the longest axis
  double direction = 1e-5;      // of a component of a unit vector
};

// Why voxels of the same index are not the same place, or are not comparable one by one: "the images have
// different dimensions: 3×3×3 and 3×3×4", "the voxels lie elsewhere: ..."; nothing when they are. Compares
// dimensions, components, spacing, origin and direction (of the affine). Symmetric but for the order of the
// two numbers in the text.
std::optional<std::string> grid_difference(const Image& a, const Image& b,
                                           const GridTolerance& tolerance = {});

} // namespace reprovip::voxels
