#pragma once

#include "harness/voxels/distance_transform.hpp"

#include <array>

namespace reprovip::voxels {

// Which of the 2×2×2 voxels around a corner are in a mask: bit x + 2y + 4z. In a plane z is 0: 16 codes.
using CornerCode = unsigned;

// How much surface a corner has, by its code. In space: the area, mm², of marching cubes' triangles between
// the middles of the cut edges; voxels that do not share a face are cut off one by one, and of more than four
// voxels inside the others are. A polygon that is not flat is cut into the triangles of the largest area at
// equal spacing: all such cuts have the same area at any spacing. In a plane: the length, mm, of marching
// squares' lines. Codes of nothing and all have none.
std::array<double, 256> corner_surfaces(const Grid& grid);

} // namespace reprovip::voxels
