#pragma once

#include "harness/model/protocol.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

namespace reprovip::protocol {

// A variable that two things set has the value of one of them: the other factor would have no effect and look
// harmless.
void check_setters(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics);

} // namespace reprovip::protocol
