#pragma once

#include "harness/model/plan.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::study {

// What so many subjects and repetitions can show, before anything is run.
struct PowerItem {
  std::string about; // "classes", "sd", or a criterion's id
  std::string text;  // one line
  std::vector<std::pair<std::string, double>> numbers;
};

// Of the plan's subjects and the fewest repetitions of a cell, at 95 % confidence and 80 % power. Criteria
// are understood when they bound nu, ICC(1,1) or a TOST with a margin in sd(subjects); of others nothing is
// said. Normal values are assumed.
std::vector<PowerItem> power_of(const model::Plan& plan);

} // namespace reprovip::study
