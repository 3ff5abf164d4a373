#include "harness/stats/sequential.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"

#include <cmath>

namespace reprovip::stats {

double zero_failure_upper(double runs, double confidence) {
  REPROVIP_ASSERT(runs > 0 && confidence > 0 && confidence < 1);
  return -std::expm1(std::log1p(-confidence) / runs);
}

std::uint64_t runs_without_failure(double rate, double confidence) {
  REPROVIP_ASSERT(rate > 0 && rate < 1 && confidence > 0 && confidence < 1);
  return static_cast<std::uint64_t>(std::ceil(std::log1p(-confidence) / std::log1p(-rate)));
}

Sprt sprt(double failures, double runs, const SprtQuestion& question) {
  const auto [p0, p1, alpha, beta] = question;
  REPROVIP_ASSERT(0 < p0 && p0 < p1 && p1 < 1);
  Sprt result;
  result.ratio = failures * std::log(p1 / p0) + (runs - failures) * (std::log1p(-p1) - std::log1p(-p0));
  result.lower = std::log(beta / (1 - alpha));
  result.upper = std::log((1 - beta) / alpha);
  result.answer = result.ratio <= result.lower   ? SprtAnswer::acceptable
                  : result.ratio >= result.upper ? SprtAnswer::not_acceptable
                                                 : SprtAnswer::go_on;
  return result;
}

std::uint64_t sprt_clean_runs(const SprtQuestion& question) {
  const double step = std::log1p(-question.p1) - std::log1p(-question.p0);
  return static_cast<std::uint64_t>(std::ceil(std::log(question.beta / (1 - question.alpha)) / step));
}

std::vector<double> look_levels(const std::vector<double>& fractions, double alpha) {
  std::vector<double> levels;
  const double z = normal_quantile(1 - alpha / 2);
  double spent = 0;
  for (const double fraction : fractions) {
    REPROVIP_ASSERT(fraction > 0 && fraction <= 1);
    const double allowed = 2 * normal_upper_tail(z / std::sqrt(fraction));
    levels.push_back(allowed - spent);
    spent = allowed;
  }
  return levels;
}

} // namespace reprovip::stats
