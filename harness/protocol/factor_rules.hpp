#pragma once

#include "harness/model/protocol.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

namespace reprovip::protocol {

// A seed that nobody takes, that nobody gives, or that [repeat] and the factor `seed` both give. `whole` is
// the place of what no key says.
void check_seed(const Node& root, const Mark& whole, const model::Protocol& protocol,
                Diagnostics& diagnostics);

// A factor `suite` that no engine in use speaks of, and a {suite} that no factor gives.
void check_suite(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics);

// An engine of images in use that has none, and a factor of images where no engine in use runs them.
void check_images(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics);

} // namespace reprovip::protocol
