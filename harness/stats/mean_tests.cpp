#include "harness/stats/mean_tests.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

namespace {

// 0 / 0 is 0: what is known exactly and hits the hypothesis.
double statistic_of(double value, double error) {
  return value == 0 ? 0 : value / error;
}

double upper_limit_of_ratio(const Ranged& numerator, const Ranged& denominator) {
  const double a = numerator.high - numerator.value;
  const bool is_negative = numerator.high < 0;
  const double limit = is_negative ? denominator.high : denominator.low;
  // The larger root of square x^2 - 2 product x + rest = 0.
  const double square = limit * (2 * denominator.value - limit);
  const double product = numerator.value * denominator.value;
  const double rest = (numerator.value - a) * (numerator.value + a);
  const double root = std::sqrt(std::max(0.0, product * product - square * rest));
  return is_negative ? rest / (product - root) : (product + root) / square;
}

} // namespace

MeanEstimate paired_mean(std::span<const double> differences) {
  const auto summary = moments(differences);
  REPROVIP_ASSERT(summary.count >= 2);
  const auto n = static_cast<double>(summary.count);
  return {summary.mean, std::sqrt(summary.variance() / n), n - 1};
}

MeanEstimate welch_mean(std::span<const double> x, std::span<const double> y) {
  const auto of_x = moments(x);
  const auto of_y = moments(y);
  REPROVIP_ASSERT(of_x.count >= 2 && of_y.count >= 2);
  const auto nx = static_cast<double>(of_x.count);
  const auto ny = static_cast<double>(of_y.count);
  const double vx = of_x.variance() / nx;
  const double vy = of_y.variance() / ny;
  const double share = vx + vy > 0 ? vx / (vx + vy) : 0.5;
  const double df = 1 / (share * share / (nx - 1) + (1 - share) * (1 - share) / (ny - 1));
  return {of_x.mean - of_y.mean, std::sqrt(vx + vy), df};
}

Limits limits_of(const MeanEstimate& estimate, double confidence) {
  const double width = t_quantile((1 + confidence) / 2, estimate.df) * estimate.error;
  return {estimate.value - width, estimate.value + width};
}

TestResult t_test(const MeanEstimate& estimate) {
  const double t = statistic_of(estimate.value, estimate.error);
  return {t, std::min(1.0, 2 * t_upper_tail(std::abs(t), estimate.df))};
}

TestResult equivalence_test(const MeanEstimate& estimate, double margin) {
  REPROVIP_ASSERT(margin > 0);
  const double above = statistic_of(estimate.value + margin, estimate.error);
  const double below = statistic_of(estimate.value - margin, estimate.error);
  const double p_above = t_upper_tail(above, estimate.df);
  const double p_below = t_upper_tail(-below, estimate.df);
  return p_above > p_below ? TestResult{above, p_above} : TestResult{below, p_below};
}

Standing standing_of(const Limits& interval, double margin) {
  if (interval.low > -margin && interval.high < margin) {
    return Standing::inside;
  }
  return interval.low >= margin || interval.high <= -margin ? Standing::outside : Standing::across;
}

RatioOfDeviations ratio_of_deviations(const Variance& x, const Variance& y, double confidence) {
  REPROVIP_ASSERT(y.value > 0);
  const double f = x.value / y.value;
  return {std::sqrt(f), std::sqrt(f / f_quantile(confidence, x.df, y.df)),
          std::sqrt(f * f_quantile(confidence, y.df, x.df))};
}

TestResult noninferiority_test(const Variance& x, const Variance& y, double limit) {
  REPROVIP_ASSERT(y.value > 0 && limit > 0);
  const double f = x.value / y.value / (limit * limit);
  return {f, f > 0 ? f_upper_tail(1 / f, y.df, x.df) : 0};
}

Limits limits_of_ratio(const Ranged& numerator, const Ranged& denominator) {
  REPROVIP_ASSERT(denominator.low > 0);
  const Ranged mirrored{-numerator.value, -numerator.high, -numerator.low};
  return {-upper_limit_of_ratio(mirrored, denominator), upper_limit_of_ratio(numerator, denominator)};
}

} // namespace reprovip::stats
