#pragma once

#include <cstddef>
#include <span>

namespace reprovip::stats {

// Neumaier's compensated sum (Neumaier 1974): the error does not grow with the number of terms.
class Sum {
public:
  void add(double term);
  double value() const { return m_sum + m_rest; }

private:
  double m_sum = 0;
  double m_rest = 0;
};

struct Moments {
  std::size_t count = 0;
  double mean = 0;
  double sum_of_squares = 0; // of the deviations from the mean
  double minimum = 0;
  double maximum = 0;

  // With count - 1; needs two values.
  double variance() const { return sum_of_squares / static_cast<double>(count - 1); }
};

// Shifted two-pass with compensated sums. Equal values have exactly that mean and a sum of squares of exactly
// 0. Values must be finite; none gives a count of 0.
Moments moments(std::span<const double> values);

} // namespace reprovip::stats
