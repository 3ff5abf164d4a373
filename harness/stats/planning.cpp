#include "harness/stats/planning.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <cmath>

namespace reprovip::stats {

namespace {

// Expected mean square between over within.
double ratio_of_nu(double nu, double k) {
  return k / (nu * nu) - (k - 1);
}

double nu_of_ratio(double ratio, double k) {
  return std::sqrt(k / (ratio + k - 1));
}

Limits ratio_limits(double ratio, double n, double k, double confidence) {
  REPROVIP_ASSERT(n > 1 && k > 1);
  const double upper = (1 + confidence) / 2;
  const double df1 = n - 1;
  const double df2 = n * (k - 1);
  return {ratio / f_quantile(upper, df1, df2), ratio * f_quantile(upper, df2, df1)};
}

} // namespace

Limits sigma_factors(double df, double confidence) {
  const double tail = (1 - confidence) / 2;
  return {std::sqrt(df / chi_squared_quantile(1 - tail, df)), std::sqrt(df / chi_squared_quantile(tail, df))};
}

double targets_for_icc_width(double rho, double repetitions, double width, double confidence) {
  REPROVIP_ASSERT(rho >= 0 && rho < 1 && repetitions > 1 && width > 0);
  const double z = normal_quantile((1 + confidence) / 2);
  const double spread = z * (1 - rho) * (1 + (repetitions - 1) * rho) / width;
  return std::ceil(1 + 8 * spread * spread / (repetitions * (repetitions - 1)));
}

Limits expected_icc_limits(double rho, double targets, double repetitions, double confidence) {
  REPROVIP_ASSERT(rho >= 0 && rho < 1);
  const double k = repetitions;
  const auto ratio = ratio_limits((1 + (k - 1) * rho) / (1 - rho), targets, k, confidence);
  return {(ratio.low - 1) / (ratio.low + k - 1), (ratio.high - 1) / (ratio.high + k - 1)};
}

Limits expected_nu_limits(double nu, double targets, double repetitions, double confidence) {
  REPROVIP_ASSERT(nu > 0 && nu <= 1);
  const auto ratio = ratio_limits(ratio_of_nu(nu, repetitions), targets, repetitions, confidence);
  return {nu_of_ratio(ratio.high, repetitions), nu_of_ratio(ratio.low, repetitions)};
}

// The observed ratio over the true one is distributed as F; nu falls when the ratio rises.
double probability_nu_below(double nu, double limit, double targets, double repetitions, double confidence) {
  const double df1 = targets - 1;
  const double df2 = targets * (repetitions - 1);
  const double needed = ratio_of_nu(limit, repetitions) * f_quantile((1 + confidence) / 2, df1, df2);
  return f_upper_tail(needed / ratio_of_nu(nu, repetitions), df1, df2);
}

double probability_nu_above(double nu, double limit, double targets, double repetitions, double confidence) {
  const double df1 = targets - 1;
  const double df2 = targets * (repetitions - 1);
  const double needed = ratio_of_nu(limit, repetitions) / f_quantile((1 + confidence) / 2, df2, df1);
  return 1 - f_upper_tail(needed / ratio_of_nu(nu, repetitions), df1, df2);
}

double probability_equivalent(double sd, double margin, double targets, double alpha) {
  constexpr int k_parts = 1000;
  const double df = targets - 1;
  const double error = sd / std::sqrt(targets);
  const double t = t_quantile(1 - alpha, df);
  Sum sum;
  for (int part = 0; part < k_parts; ++part) {
    const double observed = error * std::sqrt(chi_squared_quantile((part + 0.5) / k_parts, df) / df);
    const double room = margin - t * observed;
    sum.add(room > 0 ? 1 - 2 * normal_upper_tail(room / error) : 0);
  }
  return sum.value() / k_parts;
}

std::optional<double> targets_for_nu(double nu, double limit, double repetitions, double confidence,
                                     double power, double most) {
  if (nu >= limit || probability_nu_below(nu, limit, most, repetitions, confidence) < power) {
    return std::nullopt;
  }
  double low = 1; // too few
  double high = most;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (probability_nu_below(nu, limit, middle, repetitions, confidence) < power ? low : high) = middle;
  }
  return high;
}

} // namespace reprovip::stats
