#pragma once

#include "harness/base/result.hpp"
#include "harness/protocol/node.hpp"

#include <string_view>

namespace reprovip::protocol {

// The table that a TOML text is. The first mistake of syntax is the only one: what follows it has no meaning.
Result<Node> parse_toml(std::string_view text, const SourcePtr& source);

} // namespace reprovip::protocol
