#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

void Sum::add(double term) {
  const double next = m_sum + term;
  m_rest += std::abs(m_sum) >= std::abs(term) ? (m_sum - next) + term : (term - next) + m_sum;
  m_sum = next;
}

Moments moments(std::span<const double> values) {
  Moments result;
  result.count = values.size();
  if (values.empty()) {
    return result;
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  result.minimum = *low;
  result.maximum = *high;
  result.mean = values.front();
  // k copies of 0.1 over k is not always 0.1: identical must stay identical.
  if (result.minimum == result.maximum) {
    return result;
  }
  const double shift = values.front();
  Sum sum;
  for (const double value : values) {
    sum.add(value - shift);
  }
  const double mean = sum.value() / static_cast<double>(values.size());
  Sum squares;
  Sum rest;
  for (const double value : values) {
    const double deviation = (value - shift) - mean;
    squares.add(deviation * deviation);
    rest.add(deviation);
  }
  // Chan, Golub & LeVeque 1983: what the rounded mean leaves over.
  const double corrected = squares.value() - rest.value() * rest.value() / static_cast<double>(values.size());
  result.mean = shift + mean;
  result.sum_of_squares = std::max(0.0, corrected);
  return result;
}

} // namespace reprovip::stats
