#pragma once

#include "harness/base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reprovip {

// `{name}` in a template is a placeholder; `{{` and `}}` are literal braces. A name is letters, digits, `_ .
// -`. Anything else in single braces stays as it is, so that "{print $1}" needs no escape.
std::vector<std::string> placeholders_of(std::string_view text);

// `lookup` gives the value of a name; a name without one is an error that quotes it.
Result<std::string> expand(std::string_view text,
                           const std::function<std::optional<std::string>(std::string_view)>& lookup);

} // namespace reprovip
