#include "harness/stats/no_worse.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"

#include <cmath>
#include <numbers>

namespace reprovip::stats {

namespace {

std::optional<bool> answer_of(Standing standing) {
  return standing == Standing::across ? std::nullopt : std::optional(standing == Standing::inside);
}

} // namespace

double repeatability(double sd) {
  return 1.96 * std::numbers::sqrt2 * sd;
}

Ranged repeatability_limits(const Variance& within, double alpha) {
  const auto rc = [&](double factor) { return repeatability(std::sqrt(within.value * factor)); };
  return {rc(1), rc(within.df / chi_squared_quantile(1 - alpha, within.df)),
          rc(within.df / chi_squared_quantile(alpha, within.df))};
}

std::optional<bool> NoWorse::holds() const {
  if (shift_holds == false || spread_holds == false) {
    return false;
  }
  return shift_holds && spread_holds ? std::optional(true) : std::nullopt;
}

NoWorse no_worse(std::span<const double> differences, const Variance& reference, const Variance& other,
                 bool by_chance, bool repeats, const NoWorseQuestion& question) {
  REPROVIP_ASSERT(reference.df > 0 && other.df > 0 && reference.value > 0);
  NoWorse result;
  result.shift = paired_mean(differences);
  result.shift_limits = limits_of(result.shift, 1 - 2 * question.alpha);
  const auto rc = repeatability_limits(reference, question.alpha);
  result.rc = rc.value;
  const auto bias =
      limits_of_ratio({result.shift.value, result.shift_limits.low, result.shift_limits.high}, rc);
  result.bias = {bias.low, bias.high};
  if (!by_chance) {
    result.shift_holds = answer_of(standing_of(bias, question.bias));
  }
  if (!(other.value > 0)) {
    result.spread_holds = repeats ? std::nullopt : std::optional(true);
    return result;
  }
  result.ratio = ratio_of_deviations(other, reference, 1 - question.alpha);
  if (result.ratio.high <= question.ratio) {
    result.spread_holds = true;
  } else if (result.ratio.low > question.ratio) {
    result.spread_holds = false;
  }
  return result;
}

} // namespace reprovip::stats
