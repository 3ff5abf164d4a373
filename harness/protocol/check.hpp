#pragma once

#include "harness/protocol/declaration.hpp"
#include "harness/protocol/diagnostics.hpp"
#include "harness/protocol/node.hpp"

#include <string>

namespace reprovip::protocol {

// Every way in which `node` is not what `table` declares: unknown, repeated and missing keys, wrong types,
// bad choices, values out of range, units, expressions' syntax, names outside the vocabulary. `title` names
// the table in messages
// ("[repeat]"), "" for the whole file.
void check_table(const Node& node, const Mark& title_at, const Table& table, const std::string& title,
                 const model::Vocabulary& vocabulary, Diagnostics& diagnostics);

// One option of a plug-in against its declaration.
void check_option(const Member& option, const model::OptionDecl& declaration, Diagnostics& diagnostics);

} // namespace reprovip::protocol
