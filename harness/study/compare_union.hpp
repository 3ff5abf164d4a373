#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/study/compare_sides.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::study {

// Two sides as one study: a factor whose first level is A and whose second is B, the subjects that both have,
// the other factors that vary in both at the levels that both have, every repetition.
struct CompareUnion {
  model::Plan plan; // without metrics and criteria
  std::vector<std::optional<model::Record>> records;
  std::vector<bool> is_b;         // of the plan's executions
  std::vector<std::string> notes; // what has no match, and what else differs
};

// An error when no subject or no output is common, or when a factor varies on one side only.
Checked<CompareUnion> unite(const CompareSides& sides);

} // namespace reprovip::study
