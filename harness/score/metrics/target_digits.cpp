#include "harness/base/format.hpp"
#include "harness/score/metrics/digits.hpp"
#include "harness/stats/normality.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reprovip::score {

namespace {

constexpr std::size_t k_enough_for_normal = 10;
constexpr double k_normal = 0.1; // p of Shapiro and Wilk

std::vector<double> values_of(const Target& target) {
  std::vector<double> values;
  values.reserve(target.observations.size());
  for (const auto& observation : target.observations) {
    values.push_back(observation.value);
  }
  return values;
}

double printed_cap(const Target& target, int mantissa) {
  int cap = 0;
  for (const auto& observation : target.observations) {
    cap = std::max(cap, observation.digits);
  }
  const double whole = digits_of_bits(mantissa);
  return cap > 0 ? std::min<double>(cap, whole) : whole;
}

// Says why in `one`.
DigitsMethod choose_by(const std::vector<double>& values, TargetDigits& one) {
  if (one.executions < k_enough_for_normal) {
    one.why = format("general: {} executions are too few for a normal hypothesis", one.executions);
    return DigitsMethod::general;
  }
  if (!one.all->centred) {
    one.why = "general: the errors are not centred on the reference";
    return DigitsMethod::general;
  }
  const auto test = stats::shapiro_wilk(values);
  if (!test) {
    one.why = "general: Shapiro and Wilk's test takes 3 to 5000 values that differ";
    return DigitsMethod::general;
  }
  one.normality = test->p;
  const bool normal = test->p >= k_normal;
  one.why = format("{}: Shapiro-Wilk p = {:.3g}", normal ? "cnh" : "general", test->p);
  return normal ? DigitsMethod::cnh : DigitsMethod::general;
}

Result<void> choose(const DigitsConfig& config, const std::vector<double>& values, TargetDigits& one) {
  const auto& bits = *one.all;
  const auto method = config.method == DigitsMethod::automatic ? choose_by(values, one) : config.method;
  const auto chosen = method == DigitsMethod::cnh       ? std::optional(bits.cnh)
                      : method == DigitsMethod::parker  ? bits.parker
                      : method == DigitsMethod::partial ? bits.partial
                                                        : std::optional(bits.general);
  if (!chosen && method == DigitsMethod::partial) {
    return failure(ErrorKind::data,
                   format("{} executions of {} cannot show a probability of {}: it takes {}", one.executions,
                          one.name, config.question.probability,
                          stats::runs_needed(config.question.probability, config.question.confidence)));
  }
  if (!chosen) {
    return failure(ErrorKind::data,
                   format("the mean or the spread of {} is 0: Parker's digits have none", one.name));
  }
  one.bits = std::min<double>(*chosen, config.question.mantissa);
  return {};
}

} // namespace

double digits_of_bits(double bits) {
  static const double k_digits_per_bit = std::log10(2.0);
  return bits * k_digits_per_bit;
}

double TargetDigits::digits() const {
  return std::min(digits_of_bits(bits), cap);
}

bool TargetDigits::below_resolution() const {
  return !exact && digits_of_bits(bits) > cap;
}

Result<TargetDigits> digits_of(const Target& target, const DigitsConfig& config) {
  const auto values = values_of(target);
  TargetDigits one;
  one.name = target.name;
  one.executions = values.size();
  if (values.size() < 2) {
    return failure(ErrorKind::data, format("{} was observed once: repeat it", target.name));
  }
  auto question = config.question;
  if (config.to_truth && !target.truth) {
    return failure(ErrorKind::data, format("{} has no truth: take another reference", target.name));
  }
  question.reference = config.to_truth ? target.truth : question.reference;
  one.cap = printed_cap(target, question.mantissa);
  const auto summary = stats::moments(values);
  const bool constant = summary.minimum == summary.maximum;
  one.exact = constant && question.reference.value_or(summary.mean) == summary.mean;
  if (one.exact && !question.as_significantdigits) {
    one.bits = question.mantissa;
    return one;
  }
  one.all = stats::significant_bits(values, question);
  if (!one.all) {
    return failure(
        ErrorKind::data,
        format("the {} of {} is 0: an error relative to it cannot be had, set error = \"absolute\"",
               question.reference ? "reference" : "mean", target.name));
  }
  TRY(choose(config, values, one));
  return one;
}

} // namespace reprovip::score
