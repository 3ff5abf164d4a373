#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/estimate.hpp"
#include "harness/sys/files.hpp"

#include <vector>

namespace reprovip::study {

// Time and disk that the rest of the plan will take, by the records of the store (which need not exist).
Result<plan::Estimate> estimate_rest(const model::Plan& plan, const sys::Path& store, std::uint32_t jobs);

// What the rest of each subject's executions will take, in seconds, by index into Resolved::subjects. A cell
// that never ran counts as cells of the same subject and levels did with other versions of the application or
// other inputs, which the store knows by name; else as `plan::subject_seconds` says.
struct Expected {
  std::vector<double> seconds;
  bool is_known = false; // something like it ran before
};
Result<Expected> expected_seconds(const model::Plan& plan, const sys::Path& store);

} // namespace reprovip::study
