#pragma once

#include "harness/stats/mean_tests.hpp"

#include <span>

namespace reprovip::stats {

enum class ConcordanceInterval { fisher_z, asymptotic };

// Lin 1989, with variances over n: 2 s_xy / (s_x^2 + s_y^2 + (mean x - mean y)^2), its variance by Lin 1989
// with the correction of 2000 (n - 2); the same as R's epiR.
struct Concordance {
  Ranged ccc;
  double pearson = 0;         // precision
  double bias_correction = 0; // accuracy, C_b = ccc / pearson
  double scale_shift = 0;     // s_y / s_x
  double location_shift = 0;  // (mean y - mean x) / sqrt(s_x s_y)
};

// Needs three pairs, and both x and y must vary.
Concordance concordance(std::span<const double> x, std::span<const double> y, double confidence,
                        ConcordanceInterval interval);

} // namespace reprovip::stats
