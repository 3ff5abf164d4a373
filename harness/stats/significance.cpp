#include "harness/stats/significance.hpp"

#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace reprovip::stats {

namespace {

// floor(log2 |reference|): bits above the point, which an absolute error leaves out.
double exponent_shift(double reference) {
  return reference == 0 ? 0 : std::floor(std::log2(std::abs(reference)));
}

// How much of sigma a sample of n may hide, in bits.
double sigma_margin(double n, double confidence) {
  return 0.5 * std::log2((n - 1) / chi_squared_quantile((1 - confidence) / 2, n - 1));
}

double contributing_margin(double probability) {
  return std::log2(probability - 0.5) + std::log2(2 * std::sqrt(2 * std::numbers::pi));
}

double general_bits(const std::vector<double>& errors) {
  double largest = 0;
  for (const double error : errors) {
    largest = std::max(largest, std::abs(error));
  }
  return largest == 0 ? 53 : std::floor(-std::log2(largest));
}

} // namespace

std::optional<Bits> significant_bits(std::span<const double> sample, const BitsQuestion& question) {
  const auto summary = moments(sample);
  if (sample.size() < 2 || summary.minimum == summary.maximum || (question.relative && summary.mean == 0)) {
    return std::nullopt;
  }
  std::vector<double> errors;
  for (const double value : sample) {
    errors.push_back(question.relative ? value / summary.mean - 1 : value - summary.mean);
  }
  const auto n = static_cast<double>(sample.size());
  const auto spread = moments(errors);
  const double sigma = std::sqrt(spread.sum_of_squares / (n - question.ddof));
  const double shift = question.relative ? 0 : exponent_shift(summary.mean);
  const double bits = -std::log2(sigma) + shift - sigma_margin(n, question.confidence);
  Bits result;
  result.parker = summary.mean == 0 ? 0 : -std::log2(std::sqrt(summary.variance()) / std::abs(summary.mean));
  result.cnh = bits - std::log2(normal_quantile((question.probability + 1) / 2));
  result.contributing = bits - contributing_margin(0.51);
  result.general = general_bits(errors) + shift;
  result.general_probability = std::pow(1 - question.confidence, 1 / n);
  return result;
}

} // namespace reprovip::stats
