#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"

namespace reprovip::plan {

// The exact argv, environment, inputs and limits of one execution. Pure.
Result<model::Invocation> make_invocation(const model::Plan& plan, std::uint32_t execution);

} // namespace reprovip::plan
