#pragma once

#include "harness/base/quantity.hpp"
#include "harness/sys/process.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace reprovip::launch {

// One try at one execution; attempts count from 1.
struct Try {
  std::uint32_t execution = 0;
  std::uint32_t attempt = 1;

  bool operator==(const Try&) const = default;
};

// What is to be tried again, each at its time. The same time: first come, first served.
class RetryQueue {
public:
  void push(sys::TimePoint due, Try item);
  // The first that is due at `now`, taken out.
  std::optional<Try> pop(sys::TimePoint now);
  std::optional<sys::TimePoint> next_due() const;
  bool empty() const { return m_waiting.empty(); }
  void clear() { m_waiting.clear(); }

private:
  std::multimap<sys::TimePoint, Try> m_waiting;
};

// How long to wait before the attempt after `attempt`: `first`, doubled each time, at most 60 s.
Seconds backoff_after(std::uint32_t attempt, Seconds first);

} // namespace reprovip::launch
