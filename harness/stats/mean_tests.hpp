#pragma once

#include "harness/stats/limits.hpp"

#include <cstddef>
#include <span>

namespace reprovip::stats {

// An estimate with its standard error and degrees of freedom: t distributed around the true value.
struct MeanEstimate {
  double value = 0;
  double error = 0; // 0: it is known exactly
  double df = 0;
};

// The mean of differences between paired values; needs two.
MeanEstimate paired_mean(std::span<const double> differences);
// mean(x) - mean(y) of independent samples of unequal variance, degrees of freedom by Welch 1947 and
// Satterthwaite 1946. Each needs two.
MeanEstimate welch_mean(std::span<const double> x, std::span<const double> y);

Limits limits_of(const MeanEstimate& estimate, double confidence);

struct TestResult {
  double statistic = 0; // infinite when the error is 0 and the value is not the hypothesis
  double p = 1;
};
// Two-sided t test of value = 0. Without error p is 1 or 0.
TestResult t_test(const MeanEstimate& estimate);

// Two one-sided tests, Schuirmann 1987: H0 |value| >= margin. p is the larger of the two, `statistic` its t;
// at p < alpha the (1 - 2 alpha) interval lies within (-margin, margin). Margin > 0.
TestResult equivalence_test(const MeanEstimate& estimate, double margin);

// Where an interval lies beside the bounds (-margin, margin), which it may touch from outside only.
enum class Standing { inside, outside, across };
Standing standing_of(const Limits& interval, double margin);

// A pooled variance with its degrees of freedom.
struct Variance {
  double value = 0;
  double df = 0;
};

// s_x / s_y with one-sided limits each at `confidence`: F quantiles of normal data. Needs df > 0 and
// y.value > 0.
struct RatioOfDeviations {
  double ratio = 0;
  double low = 0;
  double high = 0;
};
RatioOfDeviations ratio_of_deviations(const Variance& x, const Variance& y, double confidence);
// Noninferiority, H0 sigma_x / sigma_y >= limit: F = (s_x^2 / s_y^2) / limit^2, p = P(F(df_x, df_y) <= F).
TestResult noninferiority_test(const Variance& x, const Variance& y, double limit);

// An estimate with confidence limits, of whatever distribution.
struct Ranged {
  double value = 0;
  double low = 0;
  double high = 0;
};
// Limits of numerator / denominator by the method of variance estimates recovery (Donner & Zou 2012, MOVER-R;
// a negative limit takes the other side of the denominator): where the limit of numerator - ratio *
// denominator is 0. The two are independent, denominator.low > 0.
Limits limits_of_ratio(const Ranged& numerator, const Ranged& denominator);

} // namespace reprovip::stats
