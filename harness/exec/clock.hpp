#pragma once

#include <cstdint>

namespace reprovip::exec {

// Seconds of a clock that is never set back.
double steady_seconds();
// Milliseconds since 1970-01-01T00:00:00Z.
std::int64_t utc_milliseconds();

} // namespace reprovip::exec
