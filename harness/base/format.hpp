#pragma once

// The one place that knows where `format` comes from: libstdc++ 12 has no <format>.
#include <fmt/format.h>

namespace reprovip {

using fmt::format;

} // namespace reprovip
