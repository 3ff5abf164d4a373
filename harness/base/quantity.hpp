#pragma once

#include "harness/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace reprovip {

using Seconds = std::chrono::duration<double>;

// "10s", "30min", "2h", "1h30min", "500ms", "1d". A bare number is an error that asks for the unit.
Result<Seconds> parse_duration(std::string_view text);
// "4GiB", "512 MiB", "2GB" (powers of ten), "100B". A bare number is an error that asks for the unit.
Result<std::uint64_t> parse_bytes(std::string_view text);

// For people: "1 min 30 s", "2.1 s", "340 ms"; "4.0 GiB", "12 kiB", "17 B".
std::string human_duration(Seconds duration);
std::string human_bytes(std::uint64_t bytes);

} // namespace reprovip
