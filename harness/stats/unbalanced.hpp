#pragma once

#include "harness/stats/anova.hpp"
#include "harness/stats/icc.hpp"
#include "harness/stats/limits.hpp"

#include <vector>

namespace reprovip::stats {

// The ratio r = sigma_b^2 / sigma_w^2 of the one-way random model, of groups of any sizes: exact for normal
// values (Wald 1940, Annals of Mathematical Statistics 11). With weights w_i = k_i / (1 + k_i r), F(r) = sum
// w_i (mean_i - weighted mean)^2 / ((N - 1) MSW) has the distribution F(N - 1, M - N) when r is the truth. Of
// balanced groups F(r) = MSB / MSW / (1 + k r): the limits of Shrout & Fleiss.
class VarianceRatio {
public:
  // Needs two groups and a sum of squares within groups above 0.
  explicit VarianceRatio(const Groups& groups);

  // Falls as `ratio` rises. Needs ratio > -1 / (largest k).
  double f(double ratio) const;
  // Where F(r) reaches the quantiles; not below -1 / (largest k), where the model ends.
  Limits limits(double confidence) const;

  const OneWay& table() const { return m_table; }

private:
  double ratio_at(double f) const;

  OneWay m_table;
  std::vector<double> m_sizes;
  std::vector<double> m_means; // relative to the first value
  double m_least = 0;          // -1 / (largest k)
};

// ICC(1,1) or, `of_mean`, ICC(1,k0): estimated from mean squares with k0 as icc_one_way() does, limits and
// the test against rho0 exact by the above. Limits that would leave the estimate out are drawn to it.
Icc icc_unbalanced(const VarianceRatio& ratio, bool of_mean, double confidence, double rho0);

} // namespace reprovip::stats
