#include "harness/stats/components.hpp"
#include "harness/stats/distributions.hpp"

#include <cmath>

namespace reprovip::stats {

namespace {

double square(double x) {
  return x * x;
}

std::vector<double> minus_scaled(const std::vector<double>& a, double factor, const std::vector<double>& b) {
  std::vector<double> result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    result[i] = a[i] - factor * b[i];
  }
  return result;
}

// Where a falling function crosses 0 between 0 and 1: to the last bit.
template <typename Function>
double crossing(const Function& function) {
  double low = 0;
  double high = 1;
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) {
      return low;
    }
    (function(middle) > 0 ? low : high) = middle;
  }
}

} // namespace

LargeSampleLimits::LargeSampleLimits(std::vector<MeanSquare> squares, double confidence)
    : m_squares(std::move(squares)) {
  const double tail = (1 - confidence) / 2;
  const std::size_t count = m_squares.size();
  m_upper.assign(count, std::vector<double>(count, 0));
  m_lower = m_upper;
  for (std::size_t i = 0; i < count; ++i) {
    const double df = m_squares[i].df;
    m_g.push_back(1 - df / chi_squared_quantile(1 - tail, df));
    m_h.push_back(df / chi_squared_quantile(tail, df) - 1);
    for (std::size_t j = 0; j < count; ++j) {
      if (i != j) {
        m_upper[i][j] = f_quantile(1 - tail, df, m_squares[j].df);
        m_lower[i][j] = f_quantile(tail, df, m_squares[j].df);
      }
    }
  }
}

// From the estimate to a limit: the root of a sum over mean squares and over pairs of unlike sign.
double LargeSampleLimits::distance(const std::vector<double>& weights, bool upper) const {
  const auto& mine = upper ? m_h : m_g;   // of positive terms
  const auto& theirs = upper ? m_g : m_h; // of negative ones
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double a = weights[i] * m_squares[i].ms;
    sum += square((a >= 0 ? mine[i] : theirs[i]) * a);
    for (std::size_t j = 0; j < weights.size(); ++j) {
      const double b = weights[j] * m_squares[j].ms;
      if (a > 0 && b < 0) {
        const double f = upper ? m_lower[i][j] : m_upper[i][j];
        sum += (square(f - 1) - square(mine[i] * f) - square(theirs[j])) / f * a * -b;
      }
    }
  }
  return std::sqrt(std::max(0.0, sum));
}

Limits LargeSampleLimits::of(const std::vector<double>& weights) const {
  double estimate = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    estimate += weights[i] * m_squares[i].ms;
  }
  return {estimate - distance(weights, false), estimate + distance(weights, true)};
}

Limits LargeSampleLimits::of_share(const std::vector<double>& part, const std::vector<double>& whole) const {
  const auto low = [&](double share) { return of(minus_scaled(part, share, whole)).low; };
  const auto high = [&](double share) { return of(minus_scaled(part, share, whole)).high; };
  Limits limits;
  limits.low = low(0) > 0 ? crossing(low) : 0;
  limits.high = high(1) >= 0 ? 1 : high(0) > 0 ? crossing(high) : 0;
  return limits;
}

} // namespace reprovip::stats
