#pragma once

#include "harness/base/result.hpp"
#include "harness/model/baseline.hpp"

#include <string>
#include <vector>

namespace reprovip::baseline {

// The conditions of a baseline that an execution is compared with: all of one variant (method and software).
struct Chosen {
  std::vector<std::uint32_t> conditions;
  bool known = false; // the execution ran in the one condition that this is; else in some environment
  std::vector<std::string> notes;
};

// `levels` is what is known of the execution. Of factors that do not vary in the baseline it says nothing. A
// level of the environment that the baseline has not is a new environment; one of method or software is an
// error. What is left open is any environment of the reference's variant, or of the first condition's.
Result<Chosen> choose(const model::Baseline& baseline, const model::Assignment& levels);

} // namespace reprovip::baseline
