#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"

namespace reprovip::plan {

// The exact argv, environment, inputs and limits of one execution. Pure.
//
// argv: the words of the wrapper, the command with its placeholders replaced (plan/README.md), the words of
// `argument` factors, the seed's argument. Environment, the later wins: PATH, passed variables, the
// application's, the protocol's `set`, those of factors, the threads' variables, the seed's. A variable whose
// value has an absent optional placeholder is not set.
Result<model::Invocation> make_invocation(const model::Plan& plan, std::uint32_t execution);

// What is wrong with any cell's invocation, each message once, in order: to say it before anything runs.
Errors check_invocations(const model::Plan& plan);

} // namespace reprovip::plan
