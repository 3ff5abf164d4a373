#include "harness/stats/concordance.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

namespace {

Ranged by_fisher(double ccc, double error, double z) {
  const double middle = std::atanh(ccc);
  const double width = z * error / (1 - ccc * ccc);
  return {ccc, std::tanh(middle - width), std::tanh(middle + width)};
}

} // namespace

Concordance concordance(std::span<const double> x, std::span<const double> y, double confidence,
                        ConcordanceInterval interval) {
  REPROVIP_ASSERT(x.size() == y.size() && x.size() >= 3);
  const auto of_x = moments(x);
  const auto of_y = moments(y);
  Sum products;
  for (std::size_t i = 0; i < x.size(); ++i) {
    products.add((x[i] - of_x.mean) * (y[i] - of_y.mean));
  }
  const double n = static_cast<double>(x.size());
  const double sx = std::sqrt(of_x.sum_of_squares / n);
  const double sy = std::sqrt(of_y.sum_of_squares / n);
  Concordance result;
  result.pearson = std::clamp(products.value() / n / (sx * sy), -1.0, 1.0);
  result.scale_shift = sy / sx;
  result.location_shift = (of_y.mean - of_x.mean) / std::sqrt(sx * sy);
  const double u2 = result.location_shift * result.location_shift;
  result.bias_correction = 2 / (result.scale_shift + 1 / result.scale_shift + u2);
  const double r = result.pearson;
  const double c = result.bias_correction;
  const double ccc = r * c;
  // Lin's variance with ccc / r written C_b: r may be 0.
  const double variance = ((1 - r * r) * c * c * (1 - ccc * ccc) + 2 * ccc * ccc * (1 - ccc) * c * u2 -
                           0.5 * ccc * ccc * c * c * u2 * u2) /
                          (n - 2);
  const double error = std::sqrt(std::max(0.0, variance));
  const double z = normal_quantile((1 + confidence) / 2);
  const bool is_perfect = std::abs(ccc) == 1;
  result.ccc = interval == ConcordanceInterval::fisher_z && !is_perfect
                   ? by_fisher(ccc, error, z)
                   : Ranged{ccc, ccc - z * error, ccc + z * error};
  return result;
}

} // namespace reprovip::stats
