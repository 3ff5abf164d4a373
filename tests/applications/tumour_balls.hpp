#pragma once

#include "applications/tumour-segmentation/src/grid.hpp"
#include <cstddef>
#include <numeric>

// Images of balls in cubes, of which the answers are known.
namespace tumour::test {

inline constexpr double k_exact = 1e-12;

// A cube of `side` voxels of 1 mm.
inline Grid cube(std::size_t side) {
  return {{side, side, side}, {1, 1, 1}};
}

inline std::size_t at(const Grid& grid, std::size_t x, std::size_t y, std::size_t z) {
  return x + grid.size[0] * (y + grid.size[1] * z);
}

// Visits the voxels within `radius` voxels of the middle of a cube.
template <typename Visit>
void for_ball(const Grid& grid, double radius, Visit visit) {
  const double middle = (static_cast<double>(grid.size[0]) - 1) / 2;
  const auto squared = [&](std::size_t place) {
    return (static_cast<double>(place) - middle) * (static_cast<double>(place) - middle);
  };
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    for (std::size_t y = 0; y < grid.size[1]; ++y) {
      for (std::size_t x = 0; x < grid.size[0]; ++x) {
        if (squared(x) + squared(y) + squared(z) <= radius * radius) {
          visit(at(grid, x, y, z));
        }
      }
    }
  }
}

inline Mask ball(const Grid& grid, double radius) {
  Mask mask(grid.voxels(), 0);
  for_ball(grid, radius, [&](std::size_t place) { mask[place] = 1; });
  return mask;
}

inline std::size_t count(const Mask& mask) {
  return std::accumulate(mask.begin(), mask.end(), std::size_t{0});
}

} // namespace tumour::test
