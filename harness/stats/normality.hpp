#pragma once

#include <optional>
#include <span>

namespace reprovip::stats {

struct ShapiroWilk {
  double w = 0;
  double p = 0; // small: the sample is not from a normal distribution
};

// P. Royston, "Remark AS R94", Applied Statistics 44 (1995): what R and SciPy compute. Nothing when there are
// fewer than 3 or more than 5000 values, or all are the same. Values must be finite.
std::optional<ShapiroWilk> shapiro_wilk(std::span<const double> sample);

} // namespace reprovip::stats
