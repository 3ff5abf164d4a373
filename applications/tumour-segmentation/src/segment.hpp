#pragma once

#include "rules.hpp"
#include <functional>

namespace tumour {

struct Segmentation {
  Labels labels;
  std::vector<Component> classes; // of the tissues, in the order of Tissue
};

// Labels of the tumour from contrasts t1, t1ce, t2, flair on one grid, standardised, and the brain's mask.
// `say` is told how it goes, line by line. Throws Mistake when the brain's tissues cannot be told apart.
Segmentation segment(const std::array<Map, k_contrasts>& contrasts, const Mask& brain, const Grid& grid,
                     const Release& release, const std::function<void(const std::string&)>& say);

} // namespace tumour
