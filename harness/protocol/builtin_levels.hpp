#pragma once

#include "harness/model/builtin_factors.hpp"
#include "harness/protocol/factors.hpp"

namespace reprovip::protocol {

// Reports what is wrong with a level of a built-in factor: by the table, the engines of the vocabulary, the
// variants of the application's [build], the application file of a version.
void check_builtin_level(const model::BuiltinFactor& builtin, const Node& level, const FactorContext& context,
                         Diagnostics& diagnostics);

} // namespace reprovip::protocol
