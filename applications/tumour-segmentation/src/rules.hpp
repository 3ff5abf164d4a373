#pragma once

#include "grid.hpp"
#include "release.hpp"

namespace tumour {

// Classes of the mixture, in its order; k_partial: fluid and grey matter in one voxel.
enum Tissue : std::uint8_t {
  k_csf,
  k_partial,
  k_grey,
  k_white,
  k_oedema,
  k_enhancing,
  k_necrosis,
  k_vessel,
  k_outside = 255
};

// The tumour's labels from the tissues of all voxels (k_outside: not brain). Lesions are connected oedema,
// enhancement and necrosis of at least `least_ml` with some oedema in them; what they enclose belongs to
// them. The core is the enhancement, closed, with what it encloses and the necrosis that has it around for
// the better part, or all necrosis where nothing enhances; what of it does not enhance is 1. Other necrosis
// is oedema.
Labels apply_rules(const std::vector<std::uint8_t>& tissues, const Grid& grid, const Release& release);

// Volumes in ml: whole tumour (1, 2, 4), tumour core (1, 4) and enhancing tumour (4).
struct Volumes {
  double whole = 0;
  double core = 0;
  double enhancing = 0;
};
Volumes volumes_of(const Labels& labels, const Grid& grid);

} // namespace tumour
