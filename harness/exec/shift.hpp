#pragma once

#include <cstdint>

namespace reprovip::exec {

// From a level of `clock` what is to be added to the time of day: "2038-01-19T03:14:08Z" (the clock starts
// there at `now_ns`, since 1970 UTC, and runs on), "+24h", "-1h30min" (units: ms s sec min m h d). False:
// neither, or more than 290 years.
bool clock_shift(const char* level, std::int64_t now_ns, std::int64_t& shift_ns);

} // namespace reprovip::exec
