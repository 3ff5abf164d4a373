#include "standardise.hpp"

namespace tumour {

const std::array<Landmarks, k_contrasts>& standard_scales() {
  static const std::array<Landmarks, k_contrasts> k_scales = {{
      {{-2.2, -1.4, -0.8, -0.4, -0.1, 0.15, 0.4, 0.6, 0.9, 1.2, 1.7}},
      {{-2.2, -1.4, -0.8, -0.4, -0.1, 0.15, 0.4, 0.6, 0.9, 1.2, 1.7}},
      {{-1.0, -0.8, -0.65, -0.55, -0.45, -0.3, -0.1, 0.1, 0.4, 1.5, 3.2}},
      {{-2.2, -1.5, -0.8, -0.4, -0.1, 0.1, 0.3, 0.5, 0.8, 1.1, 2.5}},
  }};
  return k_scales;
}

} // namespace tumour
