#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reprovip::collect {

// The same JSON on one line with sorted keys; numbers and strings stay as they are written, so that 1 and 1.0
// differ. NaN and Infinity, which many programs write, are taken. Nothing when it is not JSON, or nested too
// deep.
std::optional<std::string> canonical_json(std::string_view text);

} // namespace reprovip::collect
