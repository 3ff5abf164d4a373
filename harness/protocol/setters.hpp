#pragma once

#include "harness/model/protocol.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

namespace reprovip::protocol {

// A variable, a parameter, the image or the application that two things set is as one of them says: the other
// factor would have no effect and look harmless.
void check_setters(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics);

} // namespace reprovip::protocol
