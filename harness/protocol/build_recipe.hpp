#pragma once

#include "harness/model/application.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <optional>

namespace reprovip::protocol {

// [build] of an application; nothing when there is none.
std::optional<model::BuildRecipe> build_from(const Node& root, Diagnostics& diagnostics);

} // namespace reprovip::protocol
