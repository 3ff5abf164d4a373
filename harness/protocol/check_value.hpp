#pragma once

#include "harness/protocol/declaration.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <string>

namespace reprovip::protocol {

// Whether `node` is of the shapes that `key` allows, down to the items of a list; reports it when not. `what`
// names the value in messages.
bool check_shape(const Node& node, const Key& key, const std::string& what, Diagnostics& diagnostics);

// What the shape does not say: emptiness, range, choices, units, syntax, vocabulary. Of the value and of a
// list's items.
void check_content(const Node& node, const Key& key, const std::string& name,
                   const model::Vocabulary& vocabulary, Diagnostics& diagnostics);

} // namespace reprovip::protocol
