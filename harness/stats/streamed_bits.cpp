#include "harness/stats/streamed_bits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace reprovip::stats {

StreamedBits::StreamedBits(std::size_t n, const BitsQuestion& question)
    : m_question(question), m_df(static_cast<double>(n) - question.ddof),
      m_margin(cnh_margin(n, question.probability, question.confidence)) {}

std::optional<double> StreamedBits::parker(const StreamedSample& sample) const {
  const double sigma = std::sqrt(sample.sum_of_squares / m_df) / std::abs(sample.mean);
  return sigma > 0 && std::isfinite(sigma) ? std::optional(-log2_everywhere_the_same(sigma)) : std::nullopt;
}

std::optional<double> StreamedBits::cnh(const StreamedSample& sample) const {
  const auto largest = largest_error(sample);
  if (!largest) {
    return std::nullopt;
  }
  double sigma = std::sqrt(sample.sum_of_squares / m_df);
  if (m_question.relative) {
    sigma /= std::abs(sample.mean);
  }
  // Squares of tiny errors are 0.
  sigma = sigma > 0 ? sigma : *largest;
  if (!std::isfinite(sigma)) {
    return std::nullopt;
  }
  return -log2_everywhere_the_same(sigma) + shift(sample) - m_margin;
}

std::optional<double> StreamedBits::general(const StreamedSample& sample) const {
  const auto largest = largest_error(sample);
  if (!largest) {
    return std::nullopt;
  }
  const int more = shift(sample);
  return bits_below(*largest, m_question.mantissa - more) + more;
}

std::optional<double> StreamedBits::largest_error(const StreamedSample& sample) const {
  double below = sample.mean - sample.minimum;
  double above = sample.maximum - sample.mean;
  if (m_question.relative) {
    below /= sample.mean;
    above /= sample.mean;
  }
  const double largest = std::max(std::abs(below), std::abs(above));
  return largest > 0 && std::isfinite(largest) ? std::optional(largest) : std::nullopt;
}

int StreamedBits::shift(const StreamedSample& sample) const {
  return m_question.relative || sample.mean == 0 ? 0 : std::ilogb(sample.mean);
}

// log2 m = 2 / ln 2 (s + s^3 / 3 + s^5 / 5 + ...), s = (m - 1) / (m + 1): |s| < 0.172.
double log2_everywhere_the_same(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < std::numbers::sqrt2 / 2) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double square = s * s;
  double series = 0;
  for (int power = 23; power >= 3; power -= 2) {
    series = (series + 1.0 / power) * square;
  }
  return exponent + 2 * std::numbers::log2e * (s + s * series);
}

} // namespace reprovip::stats
