#pragma once

#include <string>

#include "harness/base/json.hpp"

namespace reprovip::protocol {

// JSON Schema (draft-07, as editors take it for TOML) of "protocol" or "application": from the one declaration that the
// reader checks with.
Result<Json> json_schema(const std::string& what);

// The key reference in Markdown that protocols/README.md carries between its marks, from the same declaration.
std::string key_reference();

} // namespace reprovip::protocol
