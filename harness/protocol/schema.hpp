#pragma once

#include "harness/base/json.hpp"
#include "harness/model/vocabulary.hpp"

#include <string>

namespace reprovip::protocol {

// JSON Schema (draft-07, as editors take it for TOML) of "protocol" or "application": from the one
// declaration that the reader checks with. With a vocabulary, its names are choices and the options of
// metrics and launchers are listed.
Result<Json> json_schema(const std::string& what, const model::Vocabulary& vocabulary = {});

// The key reference in Markdown that protocols/keys.md carries between its marks, from the same
// declaration.
std::string key_reference();

} // namespace reprovip::protocol
