#pragma once

#include "harness/explain/search.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reprovip::explain {

// What switching does to a value that every execution gives anew.
struct Spread {
  std::optional<double> ratio; // sd switched / sd of the reference; none when the reference has no spread
  double low = 0;              // F interval of normal values; 0 and 0 when the switched ones are all the same
  double high = 0;
  // Permutation test of distances from the own median (Brown & Forsythe 1974's values). Simulated at 5 %: 4 %
  // of normal values; of exponential ones 5 to 7 % from 8 executions on, 14 % of 4. `low` and `high` miss 4 %
  // and 11 to 22 %.
  double p_spread = 1;
  double shift = 0;  // mean switched - mean of the reference
  double p_mean = 1; // permutation test of the means
};
// Each needs two values or more. Seeded: the same values give the same p.
Spread compare_spread(std::span<const double> reference, std::span<const double> switched, double confidence);

// Replaces the p of all by Holm's: of both tests of each.
void adjust(std::span<Spread* const> spreads);

// "sd of count x1.02 [0.70, 1.50] (adjusted p 0.81), mean 512 → 514 (adjusted p 0.6)".
std::string describe(const std::string& value, const Spread& spread, double reference_mean);

} // namespace reprovip::explain
