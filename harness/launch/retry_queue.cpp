#include "harness/launch/retry_queue.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::launch {

namespace {

constexpr Seconds k_longest{60};

} // namespace

void RetryQueue::push(sys::TimePoint due, Try item) {
  m_waiting.emplace(due, item);
}

std::optional<Try> RetryQueue::pop(sys::TimePoint now) {
  if (m_waiting.empty() || m_waiting.begin()->first > now) {
    return std::nullopt;
  }
  const auto item = m_waiting.begin()->second;
  m_waiting.erase(m_waiting.begin());
  return item;
}

std::optional<sys::TimePoint> RetryQueue::next_due() const {
  return m_waiting.empty() ? std::nullopt : std::optional(m_waiting.begin()->first);
}

Seconds backoff_after(std::uint32_t attempt, Seconds first) {
  return std::min(first * std::exp2(static_cast<double>(attempt) - 1), k_longest);
}

} // namespace reprovip::launch
