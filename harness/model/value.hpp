#pragma once

#include "harness/base/json.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace reprovip::model {

// A level, a parameter's value, an option: what TOML writes on one line.
using Value = std::variant<bool, std::int64_t, double, std::string>;

// "true", "4", "0.5", "docker": the text that goes into a command line. Doubles are the shortest that reads
// back.
std::string to_text(const Value& value);
Json to_json(const Value& value);
// Equal as text: the level 4 and the level "4" are the same level.
bool same(const Value& a, const Value& b);

} // namespace reprovip::model
