#pragma once

#include "harness/protocol/node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reprovip::protocol {

// Where the value of `key` is, or the table when it has none.
Mark mark_at(const Node& table, std::string_view key);

// The `key` of every table, in order; "" where there is none.
std::vector<std::string> texts_of(const std::vector<const Node*>& tables, std::string_view key);

// The input of that id, or null.
const Node* input_by_id(const Node& root, std::string_view id);

// Whether an input may be left out; a false flag is as good as none.
bool is_optional(const Node& input);

} // namespace reprovip::protocol
