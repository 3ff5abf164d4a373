#pragma once

#include "harness/base/result.hpp"
#include "harness/model/protocol.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::plan {

// One level of every factor: indices, in the protocol's order of factors.
using Levels = std::vector<std::uint16_t>;

// The full factorial, the first factor varying slowest; or the reference, then what differs from it in one
// factor, in the order of the factors. Minus the excludes. A design that names an unknown
// factor or level, that excludes everything or its own reference, is an error.
Checked<std::vector<Levels>> combinations(const model::Protocol& protocol);

// The reference's levels, if the design has one: one at a time always has.
std::optional<Levels> reference_of(const model::Protocol& protocol);

// "engine=docker, threads=1": the level-C factors that have more than one level; "" when there is none.
std::string environment_name(const model::Protocol& protocol, const Levels& levels);

// The level of the factor with this effect (and target, for parameters), or null when there is no such
// factor.
const model::Level* level_with(const model::Protocol& protocol, const Levels& levels,
                               model::FactorEffect effect, std::string_view target = {});

} // namespace reprovip::plan
