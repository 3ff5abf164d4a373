#include "harness/stats/bland_altman.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

struct BlandAltmanConfig {
  std::string method = "auto";
  bool logarithms = false;
  stats::AgreementQuestion question;
};

bool is_repeated(const TwoLevels& levels) {
  return std::any_of(levels.targets.begin(), levels.targets.end(), [](const LevelTarget& target) {
    return std::any_of(target.cells.begin(), target.cells.end(), [](const LevelCell& cell) {
      return cell.reference.size() > 1 || cell.other.size() > 1;
    });
  });
}

bool has_single_cells(const TwoLevels& levels) {
  return std::all_of(levels.targets.begin(), levels.targets.end(),
                     [](const LevelTarget& target) { return target.cells.size() == 1; });
}

class BlandAltmanMetric : public ValuesMetric {
public:
  explicit BlandAltmanMetric(BlandAltmanConfig config) : m_config(std::move(config)) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    auto finding = of_levels(*levels);
    finding.identical = levels->identical;
    describe(*levels, finding);
    return finding;
  }

private:
  Finding of_levels(TwoLevels& levels) const {
    if (levels.targets.size() < 2) {
      return undefined(format("{} targets have both levels: it takes 2 at least", levels.targets.size()));
    }
    if (m_config.logarithms && !take_logarithms(levels)) {
      return undefined("a value is not above 0: it has no logarithm, set scale = \"difference\"");
    }
    const bool repeated = m_config.method == "repeated" || (m_config.method == "auto" && is_repeated(levels));
    if (repeated && !has_single_cells(levels)) {
      return undefined("the group pools conditions: use per = \"condition\"");
    }
    const auto result = repeated ? stats::bland_altman_repeated(other_cells(levels), reference_cells(levels),
                                                                m_config.question)
                                 : stats::bland_altman(differences_of(levels), m_config.question);
    auto finding = from(result);
    if (agrees_by_chance(levels)) {
      finding.interval.reset();
      finding.reason = "no interval: the means of the targets differ alike by chance, executions differ";
    }
    if (!repeated && is_repeated(levels)) {
      finding.notes.emplace_back("limits are of the means of repeated executions, not of single ones");
    }
    return finding;
  }

  Finding from(const stats::BlandAltman& result) const {
    const auto scaled = [&](double value) { return m_config.logarithms ? std::exp(value) : value; };
    Finding finding;
    finding.estimate = scaled(result.bias.value);
    finding.interval =
        model::Interval{scaled(result.bias.low), scaled(result.bias.high), m_config.question.confidence};
    finding.fields = {{"sd", result.sd},
                      {"lower", scaled(result.lower.value)},
                      {"lower_low", scaled(result.lower.low)},
                      {"lower_high", scaled(result.lower.high)},
                      {"upper", scaled(result.upper.value)},
                      {"upper_low", scaled(result.upper.low)},
                      {"upper_high", scaled(result.upper.high)},
                      {"n", static_cast<double>(result.targets)}};
    const bool finite = std::all_of(finding.fields.begin(), finding.fields.end(),
                                    [](const auto& field) { return std::isfinite(field.second); });
    if (!finite || !std::isfinite(*finding.estimate)) {
      return undefined("the values are too large for their variance to be a number");
    }
    if (m_config.logarithms) {
      finding.notes.emplace_back("bias and limits are ratios, level / reference; sd is of logarithms");
    }
    return finding;
  }

  BlandAltmanConfig m_config;
};

Result<stats::LimitsInterval> interval_option(const Options& options) {
  static const std::map<std::string, stats::LimitsInterval> k_known = {
      {"approximate", stats::LimitsInterval::approximate},
      {"published", stats::LimitsInterval::published},
      {"exact", stats::LimitsInterval::exact}};
  const auto name = text_option(options, "limits", "exact");
  const auto found = k_known.find(name);
  if (found == k_known.end()) {
    return failure(ErrorKind::protocol, format("there is no interval \"{}\" of the limits", name),
                   "known are approximate, published, exact");
  }
  return found->second;
}

Result<MetricPlugin> make(const Options& options) {
  BlandAltmanConfig config;
  config.method = text_option(options, "method", "auto");
  if (config.method != "auto" && config.method != "simple" && config.method != "repeated") {
    return failure(ErrorKind::protocol, format("there is no method \"{}\"", config.method),
                   "known are auto, simple, repeated");
  }
  const auto scale = text_option(options, "scale", "difference");
  if (scale != "difference" && scale != "log") {
    return failure(ErrorKind::protocol, format("there is no scale \"{}\"", scale),
                   "known are difference, log");
  }
  config.logarithms = scale == "log";
  TRY_ASSIGN(config.question.confidence, confidence_option(options));
  TRY_ASSIGN(config.question.interval, interval_option(options));
  config.question.multiplier = number_option(options, "multiplier", 1.96);
  if (!(config.question.multiplier > 0) || !std::isfinite(config.question.multiplier)) {
    return failure(ErrorKind::protocol, "\"multiplier\" must be above 0", "1.96 is usual");
  }
  return MetricPlugin(std::make_unique<BlandAltmanMetric>(config));
}

} // namespace

MetricEntry bland_altman_metric() {
  MetricEntry entry;
  entry.declaration = {"bland_altman",
                       "bias between two levels, and the limits between which most differences lie",
                       {{"method",
                         OptionType::text,
                         "auto",
                         "of means, or of single executions; auto: repeated when some are",
                         {"auto", "simple", "repeated"}},
                        {"scale",
                         OptionType::text,
                         "difference",
                         "log: ratios, for differences that grow with the value",
                         {"difference", "log"}},
                        {"limits",
                         OptionType::text,
                         "exact",
                         "interval of the limits, with the simple method",
                         {"approximate", "published", "exact"}},
                        {"multiplier", OptionType::number, "1.96", "limits are bias +- multiplier sd", {}},
                        confidence_declaration()},
                       {"sd", "lower", "lower_low", "lower_high", "upper", "upper_low", "upper_high", "n"}};
  entry.formula =
      "estimate: mean over targets of (level - reference), t interval; lower, upper: bias -+ 1.96 sd "
      "with intervals: approximate t sd sqrt(1/n + z^2 / (2 (n - 1))), published t sd sqrt(3 / n), "
      "exact by the noncentral t (the default: the others hold 92 % with 5 targets, 93 % with 10), repeated "
      "by "
      "MOVER";
  entry.source =
      "Bland & Altman 1986, 1999; repeated: Bland & Altman 2007 for a constant true value, intervals by "
      "Zou 2013; exact: Carkeet 2015";
  entry.inputs =
      "one number per execution, across a factor; the reference is the design's, or the first level";
  entry.unit = "of the value; a ratio with scale = \"log\"";
  entry.range = "any; 0 (log: 1) = no bias";
  entry.undefined = "fewer than 2 targets with both levels; scale = \"log\" and a value that is not above 0";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
