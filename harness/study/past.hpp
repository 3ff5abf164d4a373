#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/estimate.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::study {

// Time and disk that the rest of the plan will take, by the records of the store (which need not exist).
Result<plan::Estimate> estimate_rest(const model::Plan& plan, const sys::Path& store, std::uint32_t jobs);

} // namespace reprovip::study
