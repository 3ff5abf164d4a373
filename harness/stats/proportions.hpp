#pragma once

#include "harness/stats/limits.hpp"

#include <cstdint>
#include <vector>

namespace reprovip::stats {

// Counts of yes among trials.

// Exact interval (Clopper & Pearson 1934): quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x). `n` may be
// an effective number, not whole. Needs 0 <= x <= n, n > 0.
Limits clopper_pearson(double x, double n, double confidence);
// The upper limit alone, at the same confidence: with x = 0 it is 1 - (1 - confidence)^(1/n).
double clopper_pearson_upper(double x, double n, double confidence);

struct Cluster {
  double yes = 0;
  double trials = 0; // above 0
};
struct ClusteredProportion {
  double estimate = 0;
  double design_effect = 1; // variance over that of independent trials, at least 1
  double effective = 0;     // trials / design_effect
  Limits limits;
};
// Trials of one cluster may resemble each other: Clopper-Pearson on the effective number of trials (Korn &
// Graubard 1998, Survey Methodology 24), the variance being that of a ratio of cluster totals (Cochran
// 1977, 6.3; of N clusters, with N / (N - 1)) and the effective number stretched by (t(n - 1) / t(N - 1))^2.
// One cluster, or none or all yes: trials count as independent, and the limits are of the mean rate of these
// clusters (they hold however its rates differ), not of others like them.
ClusteredProportion clustered_proportion(const std::vector<Cluster>& clusters, double confidence);

// McNemar's test, exact and two-sided: of pairs that disagree, `b` are yes in the first only and `c` in the
// second only; under the hypothesis b is Binomial(b + c, 1/2). Twice the smaller tail, at most 1; 1 when b +
// c = 0.
double mcnemar_p(std::uint64_t b, std::uint64_t c);

} // namespace reprovip::stats
