#pragma once

#include "harness/stats/significance.hpp"

#include <cstddef>
#include <optional>

namespace reprovip::stats {

// What one pass keeps of a sample whose values are not all the same.
struct StreamedSample {
  double mean = 0;
  double sum_of_squares = 0; // of the deviations from the mean
  double minimum = 0;
  double maximum = 0;
};

// significant_bits() of many samples of n values each, around their means: the same numbers up to rounding.
// Nothing where the error is relative to a mean of 0 or overflows. The same bits on every machine: no
// logarithm of the C library, whose last digit depends on the processor.
class StreamedBits {
public:
  // Needs n >= 2; of `question` the probability, confidence, relative, ddof and mantissa.
  StreamedBits(std::size_t n, const BitsQuestion& question);

  std::optional<double> parker(const StreamedSample& sample) const; // always relative
  std::optional<double> cnh(const StreamedSample& sample) const;
  std::optional<double> general(const StreamedSample& sample) const;

private:
  std::optional<double> largest_error(const StreamedSample& sample) const;
  int shift(const StreamedSample& sample) const;

  BitsQuestion m_question;
  double m_df = 1;
  double m_margin = 0;
};

// log2 of a positive finite number to about one unit in the last place, from additions, multiplications and
// divisions alone.
double log2_everywhere_the_same(double x);

} // namespace reprovip::stats
