#pragma once

#include "harness/model/study.hpp"

#include <string>
#include <vector>

namespace reprovip::baseline {

// Numbers of one value: by subject, then condition, then repetition.
using Numbers = std::vector<std::vector<std::vector<double>>>;

// A study of one output "table" with the value "table.x", and of an output "file" of which every execution
// has the class that `digests` says ("" = its own). Conditions are levels of the factor `machine`, an
// environment, or of `version` when they are `versions`.
model::Study small_study(const Numbers& numbers, bool versions = false, const std::string& digest = "same");

} // namespace reprovip::baseline
