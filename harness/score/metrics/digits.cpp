#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/significance.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

enum class Method { cnh, parker, general };

struct DigitsConfig {
  Method method = Method::cnh;
  stats::BitsQuestion question;
};

const double k_digits_per_bit = std::log10(2.0);
constexpr double k_mantissa = 53; // bits of a double

struct OneTarget {
  std::string name;
  double bits = 0;
  double cap = 0; // digits that the file can show
  bool exact = false;
  stats::Bits all;
};

double printed_cap(const Target& target) {
  int cap = 0;
  for (const auto& observation : target.observations) {
    cap = std::max(cap, observation.digits);
  }
  return cap > 0 ? cap : k_mantissa * k_digits_per_bit;
}

double chosen(Method method, const stats::Bits& bits) {
  switch (method) {
  case Method::parker:
    return bits.parker;
  case Method::general:
    return bits.general;
  case Method::cnh:
    break;
  }
  return bits.cnh;
}

class DigitsMetric : public ValuesMetric {
public:
  explicit DigitsMetric(DigitsConfig config) : m_config(config) {}

  Finding of(const Sample& sample) const override {
    std::vector<OneTarget> targets;
    for (const auto& target : sample.targets) {
      if (target.observations.size() < 2) {
        return undefined(format("{} was observed once: repeat it", target.name));
      }
      const auto one = of_target(target);
      if (!one) {
        return undefined(
            format("the mean of {} is 0: an error relative to it cannot be had, set error = \"absolute\"",
                   target.name));
      }
      targets.push_back(*one);
    }
    return worst_of(targets);
  }

private:
  std::optional<OneTarget> of_target(const Target& target) const {
    std::vector<double> values;
    for (const auto& observation : target.observations) {
      values.push_back(observation.value);
    }
    OneTarget one;
    one.name = target.name;
    one.cap = printed_cap(target);
    const auto summary = stats::moments(values);
    if (summary.minimum == summary.maximum) {
      one.exact = true;
      one.bits = k_mantissa;
      return one;
    }
    const auto bits = stats::significant_bits(values, m_config.question);
    if (!bits) {
      return std::nullopt;
    }
    one.all = *bits;
    one.bits = std::min(chosen(m_config.method, *bits), k_mantissa);
    return one;
  }

  Finding worst_of(const std::vector<OneTarget>& targets) const {
    const auto digits = [](const OneTarget& one) { return std::min(one.bits * k_digits_per_bit, one.cap); };
    const auto& worst = *std::min_element(
        targets.begin(), targets.end(), [&](const auto& a, const auto& b) { return digits(a) < digits(b); });
    Finding finding;
    finding.estimate = digits(worst);
    finding.identical =
        std::all_of(targets.begin(), targets.end(), [](const auto& one) { return one.exact; });
    std::vector<double> all;
    all.reserve(targets.size());
    for (const auto& one : targets) {
      all.push_back(digits(one));
    }
    finding.fields = {{"bits", worst.bits}, {"mean_digits", stats::moments(all).mean}};
    if (!worst.exact) {
      finding.fields.insert(finding.fields.end(), {{"parker", worst.all.parker * k_digits_per_bit},
                                                   {"cnh", worst.all.cnh * k_digits_per_bit},
                                                   {"general", worst.all.general * k_digits_per_bit},
                                                   {"general_probability", worst.all.general_probability},
                                                   {"contributing_bits", worst.all.contributing}});
    }
    describe(worst, targets.size(), finding);
    return finding;
  }

  static void describe(const OneTarget& worst, std::size_t targets, Finding& finding) {
    if (finding.identical) {
      finding.label = "exact";
    } else if (targets > 1) {
      finding.notes.push_back("worst: " + worst.name);
    }
    if (!worst.exact && worst.bits * k_digits_per_bit > worst.cap) {
      finding.notes.push_back(format("limited by the {} digits that are printed", worst.cap));
    }
  }

  DigitsConfig m_config;
};

Result<double> share_option(const Options& options, const std::string& name) {
  const double share = number_option(options, name, 0.95);
  if (!(share > 0 && share < 1)) {
    return failure(ErrorKind::protocol, format("\"{}\" must be above 0 and below 1", name));
  }
  return share;
}

Result<MetricPlugin> make(const Options& options) {
  DigitsConfig config;
  const auto method = text_option(options, "method", "cnh");
  const auto error = text_option(options, "error", "relative");
  if (method != "cnh" && method != "parker" && method != "general") {
    return failure(ErrorKind::protocol, format("there is no method \"{}\"", method),
                   "known are cnh, parker, general");
  }
  if (error != "relative" && error != "absolute") {
    return failure(ErrorKind::protocol, format("there is no error \"{}\"", error),
                   "known are relative, absolute");
  }
  config.method = method == "cnh" ? Method::cnh : method == "parker" ? Method::parker : Method::general;
  config.question.relative = error == "relative";
  config.question.ddof = number_option(options, "ddof", 1) == 0 ? 0 : 1;
  TRY_ASSIGN(config.question.probability, share_option(options, "probability"));
  TRY_ASSIGN(config.question.confidence, share_option(options, "confidence"));
  return MetricPlugin(std::make_unique<DigitsMetric>(config));
}

} // namespace

MetricEntry digits_metric() {
  MetricEntry entry;
  entry.declaration = {
      "digits",
      "significant decimal digits that executions share; of the worst target, never more than are printed",
      {{"method", OptionType::text, "cnh", "which one is the estimate", {"cnh", "parker", "general"}},
       {"error", OptionType::text, "relative", "to the mean, or as it is", {"relative", "absolute"}},
       {"probability", OptionType::number, "0.95", "that the next execution has as many", {}},
       {"confidence", OptionType::number, "0.95", "of that probability", {}},
       {"ddof", OptionType::integer, "1", "0: as the package significantdigits", {}}},
      {"bits", "mean_digits", "parker", "cnh", "general", "general_probability", "contributing_bits"}};
  entry.unit = "digits";
  entry.range = "up to 15.95 (53 bits) or the digits printed; negative when the error exceeds the value";
  entry.undefined = "a target has one execution, or the error is relative to 0";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
