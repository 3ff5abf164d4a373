#include "harness/score/metrics/comparison.hpp"

#include "harness/stats/ulp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::score {

void Comparison::add(double a, double b, bool single) {
  ++m_values;
  if (a == b || (std::isnan(a) && std::isnan(b))) {
    return;
  }
  if (!std::isfinite(a) || !std::isfinite(b)) {
    ++m_unmatched;
    ++m_not_finite;
    return;
  }
  ++m_different;
  const double larger = std::max(std::abs(a), std::abs(b));
  // Of huge numbers with opposite signs the difference overflows: the largest double stands for it.
  const double distance = std::min(std::abs(a - b), std::numeric_limits<double>::max());
  m_max_abs = std::max(m_max_abs, distance);
  m_max_rel = std::max(m_max_rel, std::min(std::abs(a / larger - b / larger), 2.0));
  const auto ulps =
      single ? stats::ulp_distance(static_cast<float>(a), static_cast<float>(b)) : stats::ulp_distance(a, b);
  m_max_ulp = std::max(m_max_ulp, ulps);
  if (distance > std::max(m_tolerance.absolute, m_tolerance.relative * larger)) {
    ++m_outside;
  }
}

} // namespace reprovip::score
