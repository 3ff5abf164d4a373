#pragma once

#include "grid.hpp"

namespace tumour {

// Neighbours share a face. What lies outside of the volume is 0 for all of these.

Mask dilated(Mask mask, const Grid& grid, unsigned steps);
Mask eroded(Mask mask, const Grid& grid, unsigned steps);

// Connected parts of the mask, numbered from 1 in the order of their first voxels; 0 elsewhere.
struct Parts {
  std::vector<std::uint32_t> number; // per voxel
  std::vector<std::size_t> sizes;    // in voxels, of part 1, 2 ...
};
Parts parts_of(const Mask& mask, const Grid& grid);

// The first of those that are largest; the mask itself when it is empty.
Mask largest_part(const Mask& mask, const Grid& grid);

// With what the mask encloses on all sides.
Mask with_holes_filled(Mask mask, const Grid& grid);

} // namespace tumour
