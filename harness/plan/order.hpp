#pragma once

#include "harness/model/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::plan {

// Whether the application is given a seed: the protocol has a policy or a factor `seed`, and the application
// a variable, an argument or a {seed} for it.
bool takes_seed(const model::Protocol& protocol, const model::Application& application);

// The seed of one repetition: equal in all conditions, so that they can be compared pair by pair. Derived
// ones are in 1..2^31-1, which fits every application's integer.
std::uint64_t seed_of(const model::Repeat& repeat, const std::string& subject, std::uint32_t repetition);

// `repetitions` executions of every cell of `plan`, in launch order, with their seeds:
//   interleaved: round r has the r-th repetition of every cell once, shuffled anew by (seed, r), so that more
//                repetitions leave the earlier rounds as they are;
//   random:      all of them shuffled together;
//   block:       cell by cell.
std::vector<model::Execution> order_executions(const model::Plan& plan, std::uint32_t repetitions,
                                               std::uint64_t order_seed);

} // namespace reprovip::plan
