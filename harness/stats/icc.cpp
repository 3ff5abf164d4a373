#include "harness/stats/icc.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace reprovip::stats {

namespace {

double upper(double confidence) {
  return 1 - (1 - confidence) / 2;
}

// Limits of the ratio of mean squares, from which those of ICC(1), ICC(C) follow.
struct RatioLimits {
  double low = 0;
  double high = 0;
};
RatioLimits ratio_limits(double f, double df1, double df2, double confidence) {
  return {f / f_quantile(upper(confidence), df1, df2), f * f_quantile(upper(confidence), df2, df1)};
}

double single(double ratio, double k) {
  return (ratio - 1) / (ratio + k - 1);
}

double mean_of(double ratio) {
  return 1 - 1 / ratio;
}

Icc from_ratio(double f, double k, double df1, double df2, bool of_mean, double confidence, double rho0) {
  if (!std::isfinite(f)) {
    return {1, f, df1, df2, 0, 1, 1};
  }
  const auto limits = ratio_limits(f, df1, df2, confidence);
  Icc icc;
  icc.estimate = of_mean ? mean_of(f) : single(f, k);
  icc.low = of_mean ? mean_of(limits.low) : single(limits.low, k);
  icc.high = of_mean ? mean_of(limits.high) : single(limits.high, k);
  icc.f = of_mean ? f * (1 - rho0) : f * (1 - rho0) / (1 + (k - 1) * rho0);
  icc.df1 = df1;
  icc.df2 = df2;
  icc.p = f_upper_tail(icc.f, df1, df2);
  return icc;
}

// McGraw & Wong 1996, table 7: Satterthwaite's degrees of freedom of a MSC + b MSE.
double satterthwaite(const TwoWay& t, double a, double b) {
  const auto n = static_cast<double>(t.rows);
  const auto k = static_cast<double>(t.columns);
  const double c = a * t.msc;
  const double e = b * t.mse;
  return (c + e) * (c + e) / (c * c / (k - 1) + e * e / ((n - 1) * (k - 1)));
}

// a and b of McGraw & Wong, both times n (1 - rho): finite for rho = 1 too, and the degrees of freedom are
// the same.
struct Weights {
  double a = 0;
  double b = 0;
};
Weights weights(const TwoWay& t, double rho) {
  const auto n = static_cast<double>(t.rows);
  const auto k = static_cast<double>(t.columns);
  return {k * rho, n * (1 - rho) + k * rho * (n - 1)};
}

// The whole is a variance: estimated at or below 0, there is no share of it.
double share_of_whole(double part, double whole) {
  return whole > 0 ? part / whole : -std::numeric_limits<double>::infinity();
}

double agreement_of_one(const TwoWay& t) {
  const auto n = static_cast<double>(t.rows);
  const auto k = static_cast<double>(t.columns);
  return share_of_whole(t.msr - t.mse, t.msr + (k - 1) * t.mse + k * (t.msc - t.mse) / n);
}

// `rho`: of which v is made.
void add_limits(const TwoWay& t, double confidence, double rho, Icc& icc) {
  const auto n = static_cast<double>(t.rows);
  const auto k = static_cast<double>(t.columns);
  const auto [a, b] = weights(t, rho);
  // A negative ICC can bring v near 0, where the quantile leaves the range of double.
  const double v = std::max(0.1, satterthwaite(t, a, b));
  icc.v = v;
  const double f_low = std::min(f_quantile(upper(confidence), n - 1, v), 1e100);
  const double f_high = f_quantile(upper(confidence), v, n - 1);
  const double noise = k * t.msc + (k * n - k - n) * t.mse;
  icc.low = n * (t.msr - f_low * t.mse) / (f_low * noise + n * t.msr);
  icc.high = n * (f_high * t.msr - t.mse) / (noise + n * f_high * t.msr);
}

Icc agreement(const TwoWay& t, double confidence, double rho0, double rho) {
  const auto n = static_cast<double>(t.rows);
  const auto k = static_cast<double>(t.columns);
  Icc icc;
  icc.estimate = agreement_of_one(t);
  icc.low = icc.high = -std::numeric_limits<double>::infinity();
  if (std::isfinite(rho) && std::isfinite(icc.estimate)) {
    add_limits(t, confidence, rho, icc);
  }
  const auto [a0, b0] = weights(t, rho0);
  icc.f = n * (1 - rho0) * t.msr / (a0 * t.msc + b0 * t.mse);
  icc.df1 = n - 1;
  icc.df2 = rho0 == 0 ? (n - 1) * (k - 1) : satterthwaite(t, a0, b0);
  icc.p = std::isfinite(icc.f) ? f_upper_tail(icc.f, icc.df1, icc.df2) : 0;
  return icc;
}

// Below -1 / (k - 1) no mean has an ICC: minus infinity.
double step_up(double rho, double k) {
  const double whole = 1 + (k - 1) * rho;
  return whole > 0 ? k * rho / whole : -std::numeric_limits<double>::infinity();
}

// ICC(A,k) >= rho0 is ICC(A,1) >= its Spearman-Brown inverse.
Icc agreement_of_mean(const TwoWay& t, double confidence, double rho0, AgreementLimits limits) {
  const auto n = static_cast<double>(t.rows);
  const auto k = static_cast<double>(t.columns);
  const double estimate = share_of_whole(t.msr - t.mse, t.msr + (t.msc - t.mse) / n);
  const double rho = limits == AgreementLimits::irr ? estimate : agreement_of_one(t);
  auto icc = agreement(t, confidence, rho0 / (k - (k - 1) * rho0), rho);
  icc.estimate = estimate;
  icc.low = step_up(icc.low, k);
  icc.high = step_up(icc.high, k);
  return icc;
}

} // namespace

Icc icc_one_way(const OneWay& table, bool of_mean, double confidence, double rho0) {
  REPROVIP_ASSERT(table.within > 0 && table.df_between > 0);
  return from_ratio(table.ms_between() / table.ms_within(), table.k0, table.df_between, table.df_within,
                    of_mean, confidence, rho0);
}

Icc icc_two_way(const TwoWay& table, IccForm form, double confidence, double rho0, AgreementLimits limits) {
  REPROVIP_ASSERT(table.mse > 0 || table.msr > 0);
  if (form == IccForm::agreement) {
    return agreement(table, confidence, rho0, agreement_of_one(table));
  }
  if (form == IccForm::agreement_mean) {
    return agreement_of_mean(table, confidence, rho0, limits);
  }
  const auto n = static_cast<double>(table.rows);
  const auto k = static_cast<double>(table.columns);
  return from_ratio(table.msr / table.mse, k, n - 1, (n - 1) * (k - 1), form == IccForm::consistency_mean,
                    confidence, rho0);
}

double discriminability_of_icc(double icc) {
  REPROVIP_ASSERT(icc >= 0 && icc <= 1);
  return 0.5 + std::atan2(icc, std::sqrt((1 - icc) * (icc + 3))) / std::numbers::pi;
}

} // namespace reprovip::stats
