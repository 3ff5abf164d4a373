#include "metabolites.hpp"

namespace mrs_simulate {

namespace {

SpinSystem singlet(double ppm, double protons) {
  return {{ppm}, {}, protons, {}};
}

// Three methyl groups on a nitrogen: 14N splits them by 0.57 Hz.
SpinSystem trimethyl(double ppm) {
  return {{ppm}, {}, 9, {{3, {0.57}}}};
}

// CH-CH2, as in aspartate.
SpinSystem abx(double a, double b, double x, double ab, double ax, double bx) {
  return {{a, b, x}, {{0, 1, ab}, {0, 2, ax}, {1, 2, bx}}, 1, {}};
}

// CH-CH3. The methyl's own couplings change nothing: its protons are equivalent.
SpinSystem methine_methyl(double methine, double methyl, double hertz) {
  return {{methine, methyl, methyl, methyl}, {{0, 1, hertz}, {0, 2, hertz}, {0, 3, hertz}}, 1, {}};
}

// CH-CH2-CH2, as in glutamate: 2, 3, 3', 4, 4' and the couplings 2-3, 2-3', 3-3', 3-4, 3-4', 3'-4, 3'-4',
// 4-4'.
SpinSystem glutamyl(const std::array<double, 5>& ppm, const std::array<double, 8>& hertz) {
  return {{ppm.begin(), ppm.end()},
          {{0, 1, hertz[0]},
           {0, 2, hertz[1]},
           {1, 2, hertz[2]},
           {1, 3, hertz[3]},
           {1, 4, hertz[4]},
           {2, 3, hertz[5]},
           {2, 4, hertz[6]},
           {3, 4, hertz[7]}},
          1,
          {}};
}

// CH2-CH2: 1, 1', 2, 2' and the couplings 1-1', 1-2, 1-2', 1'-2, 1'-2', 2-2'.
SpinSystem ethylene(double first, double second, const std::array<double, 6>& hertz,
                    std::vector<Spectator> spectators = {}) {
  return {{first, first, second, second},
          {{0, 1, hertz[0]},
           {0, 2, hertz[1]},
           {0, 3, hertz[2]},
           {1, 2, hertz[3]},
           {1, 3, hertz[4]},
           {2, 3, hertz[5]}},
          1,
          std::move(spectators)};
}

// The glycerol of glycerophosphocholine: 1, 1', 2, 3, 3'; 3 and 3' couple to 31P.
SpinSystem glycerol() {
  return {{3.605, 3.672, 3.903, 3.871, 3.946},
          {{0, 1, -14.78}, {0, 2, 5.77}, {1, 2, 4.53}, {2, 3, 5.77}, {2, 4, 4.53}, {3, 4, -14.78}},
          1,
          {{2, {0, 0, 0, 6.03, 6.03}}}};
}

SpinSystem inositol() {
  return {{3.5217, 4.0538, 3.5217, 3.6144, 3.2690, 3.6144},
          {{0, 1, 2.889}, {0, 5, 9.998}, {1, 2, 3.006}, {2, 3, 9.997}, {3, 4, 9.485}, {4, 5, 9.482}},
          1,
          {}};
}

SpinSystem gaba() {
  return {{2.284, 2.284, 1.888, 1.888, 3.013, 3.013},
          {{0, 1, -15.938},
           {0, 2, 7.678},
           {0, 3, 6.980},
           {1, 2, 6.980},
           {1, 3, 7.678},
           {2, 3, -15.0},
           {2, 4, 8.510},
           {2, 5, 6.503},
           {3, 4, 6.503},
           {3, 5, 8.510},
           {4, 5, -14.062}},
          1,
          {}};
}

} // namespace

std::vector<Metabolite> make_metabolites() {
  return {
      {"NAA", 10.0, 0.08, "", {singlet(2.008, 3), abx(4.3817, 2.6727, 2.4863, 3.861, 9.821, -15.592)}},
      {"NAAG",
       1.5,
       0.20,
       "NAA",
       {singlet(2.042, 3), abx(4.607, 2.721, 2.519, 4.412, 9.515, -15.910),
        glutamyl({4.128, 2.049, 1.881, 2.180, 2.190},
                 {4.61, 8.42, -14.28, 10.56, 6.09, 4.90, 11.11, -15.28})}},
      {"Cr", 5.0, 0.08, "", {singlet(3.027, 3), singlet(3.913, 2)}},
      {"PCr", 3.5, 0.08, "Cr", {singlet(3.029, 3), singlet(3.930, 2)}},
      {"GPC",
       1.0,
       0.12,
       "",
       {trimethyl(3.212), glycerol(),
        ethylene(4.312, 3.659, {-9.32, 3.10, 5.90, 5.90, 3.10, -9.32},
                 {{2, {6.03, 6.03}}, {3, {2.67, 2.67}}})}},
      {"PCho",
       0.6,
       0.15,
       "GPC",
       {trimethyl(3.208), ethylene(4.2805, 3.641, {-14.89, 2.284, 7.231, 7.326, 2.235, -14.19},
                                   {{2, {6.298, 6.249}}, {3, {2.680, 2.772}}})}},
      {"Glu",
       9.5,
       0.08,
       "",
       {glutamyl({3.7433, 2.0375, 2.1200, 2.3378, 2.3520},
                 {7.331, 4.651, -14.849, 6.413, 8.406, 8.478, 6.875, -15.915})}},
      {"Gln",
       3.5,
       0.15,
       "Glu",
       {glutamyl({3.753, 2.129, 2.109, 2.432, 2.454},
                 {5.847, 6.500, -14.504, 9.165, 6.347, 6.324, 9.209, -15.371})}},
      {"Ins", 6.0, 0.12, "", {inositol()}},
      {"Tau", 1.5, 0.20, "", {ethylene(3.4206, 3.2459, {0, 6.742, 6.464, 6.403, 6.792, 0})}},
      {"GABA", 1.5, 0.20, "", {gaba()}},
      {"Lac", 0.6, 0.30, "", {methine_methyl(4.0974, 1.3142, 6.933)}},
      {"Ala", 0.4, 0.30, "Lac", {methine_methyl(3.7746, 1.4667, 7.234)}},
      {"Asp", 1.3, 0.20, "", {abx(3.8914, 2.8011, 2.6533, 3.647, 9.107, -17.426)}},
      {"Gly", 0.7, 0.25, "Ins", {singlet(3.548, 2)}},
      {"sIns", 0.3, 0.25, "", {singlet(3.340, 6)}},
      {"PE",
       1.3,
       0.20,
       "",
       {ethylene(3.9765, 3.2160, {-14.56, 3.182, 6.716, 7.204, 2.980, -14.71},
                 {{2, {7.288, 7.088}}, {3, {0.464, 0.588}}})}},
      {"GSH",
       2.2,
       0.15,
       "",
       {singlet(3.769, 2), abx(4.5608, 2.9264, 2.9747, 7.09, 4.71, -14.06),
        glutamyl({3.769, 2.159, 2.146, 2.510, 2.560}, {6.34, 6.36, -15.48, 6.7, 7.6, 7.6, 6.7, -15.92})}},
  };
}

Macromolecules make_macromolecules() {
  return {10,
          0.10,
          {{0.92, 20, 0.72},
           {1.21, 18, 0.28},
           {1.39, 22, 0.38},
           {1.67, 22, 0.30},
           {2.04, 24, 0.72},
           {2.26, 24, 0.30},
           {2.56, 20, 0.08},
           {2.70, 20, 0.10},
           {2.99, 18, 0.30},
           {3.21, 24, 0.16},
           {3.62, 24, 0.10},
           {3.75, 24, 0.40},
           {3.86, 20, 0.14},
           {4.03, 20, 0.12}}};
}

} // namespace mrs_simulate
