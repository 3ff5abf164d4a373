#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tumour {

// The voxels of a volume: x runs fastest. Spacing in mm.
struct Grid {
  std::array<std::size_t, 3> size = {{0, 0, 0}};
  std::array<double, 3> spacing = {{1, 1, 1}};

  std::size_t voxels() const { return size[0] * size[1] * size[2]; }
  double voxel_ml() const { return spacing[0] * spacing[1] * spacing[2] / 1000; }
};

using Map = std::vector<float>;           // one value per voxel
using Mask = std::vector<std::uint8_t>;   // 0 or 1 per voxel
using Labels = std::vector<std::uint8_t>; // as BraTS: 0, 1 core without enhancement, 2 oedema, 4 enhancing

} // namespace tumour
