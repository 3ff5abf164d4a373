#pragma once

#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"
#include "harness/protocol/read.hpp"

namespace reprovip::protocol {

// The protocol's tree with the profile, then each `--set`, laid over it: tables are merged, anything else
// replaces. Metrics and criteria are found by id. What replaces one alternative ("glob") takes the others
// ("list") away. Without [profile] in the end. Unknown profiles and ids, and `--set` that cannot be read, are
// reported.
Node with_overrides(Node protocol, const ReadOptions& options, Diagnostics& diagnostics);

} // namespace reprovip::protocol
