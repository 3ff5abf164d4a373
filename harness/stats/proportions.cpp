#include "harness/stats/proportions.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

Limits clopper_pearson(double x, double n, double confidence) {
  REPROVIP_ASSERT(x >= 0 && x <= n && n > 0);
  const double tail = (1 - confidence) / 2;
  Limits limits;
  limits.low = x > 0 ? beta_quantile(tail, x, n - x + 1) : 0;
  limits.high = x < n ? beta_quantile(1 - tail, x + 1, n - x) : 1;
  return limits;
}

double clopper_pearson_upper(double x, double n, double confidence) {
  return clopper_pearson(x, n, 2 * confidence - 1).high;
}

ClusteredProportion clustered_proportion(const std::vector<Cluster>& clusters, double confidence) {
  REPROVIP_ASSERT(!clusters.empty());
  Sum yes;
  Sum trials;
  for (const auto& cluster : clusters) {
    yes.add(cluster.yes);
    trials.add(cluster.trials);
  }
  ClusteredProportion result;
  const double n = trials.value();
  const double p = yes.value() / n;
  result.estimate = p;
  result.effective = n;
  const auto count = static_cast<double>(clusters.size());
  if (clusters.size() > 1 && p > 0 && p < 1) {
    Sum squares;
    for (const auto& cluster : clusters) {
      squares.add((cluster.yes - p * cluster.trials) * (cluster.yes - p * cluster.trials));
    }
    const double variance = count / (count - 1) * squares.value() / (n * n);
    result.design_effect = std::max(1.0, variance / (p * (1 - p) / n));
    const double tail = (1 + confidence) / 2;
    const double stretch = t_quantile(tail, std::max(n - 1, 1.0)) / t_quantile(tail, count - 1);
    result.effective = std::min(n, n / result.design_effect * stretch * stretch);
  }
  result.limits = clopper_pearson(p * result.effective, result.effective, confidence);
  return result;
}

double mcnemar_p(std::uint64_t b, std::uint64_t c) {
  if (b + c == 0) {
    return 1;
  }
  const auto most = static_cast<double>(std::max(b, c));
  const auto n = static_cast<double>(b + c);
  // P(X >= most) of Binomial(n, 1/2) is P(Beta(most, n - most + 1) <= 1/2).
  return std::min(1.0, 2 * (1 - beta_upper_tail(0.5, most, n - most + 1)));
}

} // namespace reprovip::stats
