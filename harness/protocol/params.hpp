#pragma once

#include "harness/model/application.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <optional>

namespace reprovip::protocol {

// The value that `node` gives to a parameter; what is of the wrong type, out of range or no choice is
// reported. That of a list is the text of a JSON array.
std::optional<model::Value> param_value(const Node& node, const model::ParamDecl& param,
                                        Diagnostics& diagnostics);

} // namespace reprovip::protocol
