#pragma once

#include "harness/model/baseline.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reprovip::baseline {

// Fewer executions of a cell cannot tell that one differs from what the others always gave.
constexpr std::uint32_t k_least_for_classes = 3;

// Collects, of each execution left out in turn, the largest deviation over all that is looked at.
class Deviations {
public:
  // Of one value in one cell; empty: nothing can be said of it.
  void add(const std::vector<std::uint32_t>& executions, const std::vector<double>& deviations);
  // Of an output in one cell ("" = absent): infinite where all others agree and this one differs, else 0.
  void add_classes(const std::vector<std::uint32_t>& executions, const std::vector<std::string>& digests);
  // The number of executions, and a fifth of them, the largest: enough for any alpha up to 0.2.
  void give(model::Baseline& baseline) const;

private:
  std::map<std::uint32_t, double> m_largest;
};

} // namespace reprovip::baseline
