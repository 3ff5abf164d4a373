#include "harness/stats/normality.hpp"

#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace reprovip::stats {

namespace {

constexpr std::size_t k_fewest = 3;
constexpr std::size_t k_most = 5000;

// Coefficients in ascending powers.
template <std::size_t count>
double polynomial(const std::array<double, count>& coefficients, double x) {
  double value = 0;
  for (std::size_t i = count; i > 0; --i) {
    value = value * x + coefficients[i - 1];
  }
  return value;
}

// Weights of the largest values, from the largest down; the smallest have the same, negative.
std::vector<double> upper_weights(std::size_t count) {
  if (count == 3) {
    return {std::numbers::sqrt2 / 2};
  }
  static constexpr std::array<double, 6> k_first = {0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056};
  static constexpr std::array<double, 6> k_second = {0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633};
  const auto n = static_cast<double>(count);
  std::vector<double> scores; // expected normal order statistics (Blom), positive
  double squares = 0;
  for (std::size_t i = 1; i <= count / 2; ++i) {
    scores.push_back(-normal_quantile((static_cast<double>(i) - 0.375) / (n + 0.25)));
    squares += 2 * scores.back() * scores.back();
  }
  const double root = std::sqrt(squares);
  const double u = 1 / std::sqrt(n);
  std::vector<double> weights = {polynomial(k_first, u) + scores[0] / root};
  if (count > 5) {
    weights.push_back(polynomial(k_second, u) + scores[1] / root);
  }
  double rest = squares;
  double unit = 1;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    rest -= 2 * scores[i] * scores[i];
    unit -= 2 * weights[i] * weights[i];
  }
  const double scale = std::sqrt(rest / unit);
  for (std::size_t i = weights.size(); i < scores.size(); ++i) {
    weights.push_back(scores[i] / scale);
  }
  return weights;
}

// 1 - W, without the cancellation when W is near 1. `sorted` ascending, not all the same.
double one_minus_w(const std::vector<double>& sorted) {
  const std::size_t count = sorted.size();
  const auto upper = upper_weights(count);
  const auto values = moments(sorted);
  const double range = sorted.back() - sorted.front();
  Sum weights_squared;
  Sum products;
  for (std::size_t i = 0; i < upper.size(); ++i) {
    weights_squared.add(2 * upper[i] * upper[i]);
    products.add(upper[i] * ((sorted[count - 1 - i] - sorted[i]) / range));
  }
  const double spread = values.sum_of_squares / range / range;
  const double root = std::sqrt(weights_squared.value() * spread);
  return (root - products.value()) * (root + products.value()) / (weights_squared.value() * spread);
}

double significance(double rest, std::size_t count) {
  if (count == 3) {
    const double p =
        6 / std::numbers::pi * (std::asin(std::sqrt(std::max(0.0, 1 - rest))) - std::numbers::pi / 3);
    return std::clamp(p, 0.0, 1.0);
  }
  static constexpr std::array<double, 2> k_gamma = {-2.273, 0.459};
  static constexpr std::array<double, 4> k_small_mean = {0.544, -0.39978, 0.025054, -6.714e-4};
  static constexpr std::array<double, 4> k_small_sd = {1.3822, -0.77857, 0.062767, -0.0020322};
  static constexpr std::array<double, 4> k_large_mean = {-1.5861, -0.31082, -0.083751, 0.0038915};
  static constexpr std::array<double, 3> k_large_sd = {-0.4803, -0.082676, 0.0030302};
  const auto n = static_cast<double>(count);
  const double y = std::log(std::max(rest, 1e-300));
  if (count > 11) {
    const double x = std::log(n);
    return normal_upper_tail((y - polynomial(k_large_mean, x)) / std::exp(polynomial(k_large_sd, x)));
  }
  const double gamma = polynomial(k_gamma, n);
  if (y >= gamma) {
    return 1e-99;
  }
  return normal_upper_tail((-std::log(gamma - y) - polynomial(k_small_mean, n)) /
                           std::exp(polynomial(k_small_sd, n)));
}

} // namespace

std::optional<ShapiroWilk> shapiro_wilk(std::span<const double> sample) {
  std::vector<double> sorted(sample.begin(), sample.end());
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() < k_fewest || sorted.size() > k_most || sorted.front() == sorted.back()) {
    return std::nullopt;
  }
  const double rest = one_minus_w(sorted);
  if (!std::isfinite(rest)) {
    return std::nullopt;
  }
  return ShapiroWilk{1 - rest, significance(rest, sorted.size())};
}

} // namespace reprovip::stats
