#pragma once

#include "harness/sys/process.hpp"

#include <algorithm>
#include <chrono>

namespace reprovip::cluster {

// When to look again at what gives no sign of itself: soon after something happened, and the later the longer
// nothing did: a share of that time, so that what is seen is never older than a share of what it took.
class Pace {
public:
  Pace(std::chrono::milliseconds first, std::chrono::milliseconds longest, double share)
      : m_first(first), m_longest(longest), m_share(share) {}

  bool is_due(sys::TimePoint now) const { return now >= m_due; }
  sys::TimePoint due() const { return m_due; }

  void happened(sys::TimePoint now) {
    m_since = now;
    m_due = now + m_first;
  }
  void looked(sys::TimePoint now) {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>((now - m_since) * m_share);
    m_due = now + std::clamp(passed, m_first, m_longest);
  }
  void hurry(sys::TimePoint at) { m_due = std::min(m_due, at); }

private:
  std::chrono::milliseconds m_first;
  std::chrono::milliseconds m_longest;
  double m_share;
  sys::TimePoint m_since{};
  sys::TimePoint m_due{};
};

} // namespace reprovip::cluster
