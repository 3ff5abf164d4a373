#pragma once

#include "grid.hpp"

namespace tumour {

// Calls visit(neighbour, axis) for the up to six voxels that share a face with `at`.
template <typename Visit>
void for_neighbours(const Grid& grid, std::size_t at, Visit visit) {
  std::size_t stride = 1;
  std::size_t rest = at;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t place = rest % grid.size[axis];
    rest /= grid.size[axis];
    if (place > 0) {
      visit(at - stride, axis);
    }
    if (place + 1 < grid.size[axis]) {
      visit(at + stride, axis);
    }
    stride *= grid.size[axis];
  }
}

// Whether the voxel lies on the outside of the volume.
inline bool is_on_rim(const Grid& grid, std::size_t at) {
  unsigned neighbours = 0;
  for_neighbours(grid, at, [&](std::size_t, std::size_t) { ++neighbours; });
  return neighbours < 6;
}

} // namespace tumour
