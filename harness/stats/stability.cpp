#include "harness/stats/stability.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::stats {

namespace {

Deviation of_statistic(double statistic, double df, StabilityConvention convention) {
  const double size = std::abs(statistic);
  const double tail =
      convention == StabilityConvention::published ? normal_upper_tail(size) : t_upper_tail(size, df);
  return {statistic, std::min(1.0, 2 * tail), false};
}

Deviation beside_constant(double distance, double resolution) {
  return {0, std::abs(distance) <= resolution ? 1.0 : 0.0, true};
}

} // namespace

Deviation deviation(double x, const Moments& reference, StabilityConvention convention, double resolution) {
  REPROVIP_ASSERT(reference.count >= 2);
  const double distance = x - reference.mean;
  if (!(reference.sum_of_squares > 0)) {
    return beside_constant(distance, resolution);
  }
  const auto k = static_cast<double>(reference.count);
  const double spread = convention == StabilityConvention::published
                            ? reference.sum_of_squares / k
                            : reference.sum_of_squares / (k - 1) * (1 + 1 / k);
  return of_statistic(distance / std::sqrt(spread), k - 1, convention);
}

double published_alarm_rate(std::size_t references, double alpha) {
  const auto k = static_cast<double>(references);
  const double z = -normal_quantile(alpha / 2);
  return 2 * t_upper_tail(z * std::sqrt((k - 1) / (k + 1)), k - 1);
}

Deviation deviation_left_out(double x, const Moments& all, StabilityConvention convention,
                             double resolution) {
  REPROVIP_ASSERT(all.count >= 3);
  if (!(all.sum_of_squares > 0)) {
    return beside_constant(0, resolution);
  }
  const auto k = static_cast<double>(all.count);
  const double distance = x - all.mean;
  const double share = distance * distance * k / ((k - 1) * all.sum_of_squares);
  // The others are all the same, but for rounding: x stands alone at d K / (K - 1) from them.
  if (1 - share <= 4 * k * std::numeric_limits<double>::epsilon()) {
    return beside_constant(distance * k / (k - 1), resolution);
  }
  const double t = std::copysign(std::sqrt((k - 2) * share / (1 - share)), distance);
  // z of the others' mean and SD over their number: t sqrt(1 + 1/(K - 1)) sqrt((K - 1) / (K - 2)).
  const double scale = convention == StabilityConvention::published ? std::sqrt(k / (k - 2)) : 1;
  return of_statistic(t * scale, k - 2, convention);
}

} // namespace reprovip::stats
