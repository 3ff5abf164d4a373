#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace reprovip::sys {

// Milliseconds since 1970-01-01T00:00:00Z.
using UtcMillis = std::int64_t;

// The door to time.
class Clock {
public:
  virtual ~Clock() = default;
  virtual UtcMillis utc() = 0;
  virtual std::chrono::steady_clock::time_point steady() = 0;
};

Clock& real_clock();

// "2026-03-01T12:00:00.250Z"
std::string iso8601(UtcMillis time);

} // namespace reprovip::sys
