#pragma once

#include "geometry.hpp"
#include "tissue.hpp"
#include <functional>
#include <vector>

namespace phantom {

struct Sampling {
  std::size_t side = 2; // samples along a voxel's side: 8 in all; at most 6
  std::size_t threads = 1;

  std::size_t samples() const { return side * side * side; }
};

// What each voxel consists of. `scanner` takes points of the head to the scanner, whose voxels these are.
std::vector<Counts> sample(const Grid& grid, const Rigid& scanner,
                           const std::function<Tissue(const Point&)>& head, const Sampling& sampling);

// 0 nothing or healthy, 1 necrosis, 2 oedema, 4 enhancing, by majorities within majorities, which nest:
// tumour or not (half of the voxel counts as tumour), then core or oedema within the tumour, then enhancing
// or not within the core.
std::vector<std::uint8_t> tumour_labels(const std::vector<Counts>& voxels);

// 0 nothing, 1 CSF, 2 grey matter, 3 white matter, 4 vessel, 5 tumour: the most frequent, the first of
// equals.
std::vector<std::uint8_t> tissue_labels(const std::vector<Counts>& voxels);

// Of grey matter the deep one counts too.
enum class Class : std::uint8_t { csf, grey, white };
double fraction_of(const Counts& voxel, Class tissue);

// At least half of the voxel is brain or CSF.
bool in_head(const Counts& voxel);

} // namespace phantom
