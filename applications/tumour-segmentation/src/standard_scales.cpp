#include "standardise.hpp"

namespace tumour {

const std::array<Landmarks, k_contrasts>& standard_scales() {
  static const std::array<Landmarks, k_contrasts> k_scales = {{
      {{-2.599, -1.531, -0.820, -0.328, -0.059, 0.193, 0.477, 0.679, 0.858, 1.073, 1.520}},
      {{-2.307, -1.265, -0.659, -0.229, 0.024, 0.191, 0.322, 0.424, 0.523, 0.652, 3.977}},
      {{-1.102, -0.999, -0.942, -0.869, -0.604, -0.210, 0.056, 0.483, 0.913, 1.447, 2.679}},
      {{-2.842, -1.306, -0.448, -0.205, -0.098, -0.002, 0.127, 0.352, 0.660, 1.032, 2.725}},
  }};
  return k_scales;
}

} // namespace tumour
