#pragma once

#include <string_view>

namespace reprovip {

// Whole-text match: `*` any run of characters, `?` any one. No character classes; case matters.
bool wildcard_match(std::string_view pattern, std::string_view text);

} // namespace reprovip
