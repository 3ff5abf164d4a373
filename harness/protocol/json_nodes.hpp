#pragma once

#include "harness/base/result.hpp"
#include "harness/protocol/node.hpp"

#include <string_view>

namespace reprovip::protocol {

// A JSON text with the place of everything in it, which base/json does not keep.
Result<Node> parse_json_nodes(std::string_view text, const SourcePtr& source);

} // namespace reprovip::protocol
