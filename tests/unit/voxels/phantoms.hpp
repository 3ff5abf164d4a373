#pragma once

#include "harness/voxels/image.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace reprovip::voxels::test {

// A label image by a function of the voxel's indices.
inline Image labels(const std::vector<std::size_t>& dims, const std::vector<double>& spacing,
                    const std::function<int(int, int, int)>& label) {
  Image image;
  image.dims = dims;
  image.spacing = spacing;
  image.labels = true;
  const int depth = dims.size() > 2 ? static_cast<int>(dims[2]) : 1;
  for (int z = 0; z < depth; ++z) {
    for (int y = 0; y < static_cast<int>(dims[1]); ++y) {
      for (int x = 0; x < static_cast<int>(dims[0]); ++x) {
        image.values.push_back(label(x, y, z));
      }
    }
  }
  return image;
}

// In a plane of unit voxels.
inline Image plane(std::size_t side, const std::function<bool(int, int)>& inside) {
  return labels({side, side}, {1, 1}, [&](int x, int y, int) { return inside(x, y) ? 1 : 0; });
}

inline bool in_square(int x, int y, int low, int high) {
  return x >= low && x < high && y >= low && y < high;
}

// Of the tests of MONAI and MetricsReloaded: voxels no further than `radius` mm from `centre`, mm.
inline Image sphere(double radius, const std::array<double, 3>& centre, const std::vector<double>& spacing) {
  return labels({99, 99, 99}, spacing, [&](int x, int y, int z) {
    const double u = x * spacing[0] - centre[0];
    const double v = y * spacing[1] - centre[1];
    const double w = z * spacing[2] - centre[2];
    return u * u + v * v + w * w <= radius * radius ? 1 : 0;
  });
}

} // namespace reprovip::voxels::test
