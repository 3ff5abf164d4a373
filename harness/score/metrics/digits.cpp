#include "harness/score/metrics/digits.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

void add_field(Finding& finding, const char* name, const std::optional<double>& bits) {
  if (bits) {
    finding.fields.emplace_back(name, digits_of_bits(*bits));
  }
}

class DigitsMetric : public ValuesMetric {
public:
  explicit DigitsMetric(DigitsConfig config) : m_config(config) {}

  Finding of(const Sample& sample) const override {
    std::vector<TargetDigits> targets;
    for (const auto& target : sample.targets) {
      auto one = digits_of(target, m_config);
      if (!one) {
        return undefined(one.error().message);
      }
      targets.push_back(std::move(*one));
    }
    return targets.empty() ? undefined("there is no value") : worst_of(targets);
  }

  ValuesNeeds needs() const override {
    ValuesNeeds needs;
    needs.truth = m_config.to_truth;
    return needs;
  }

private:
  Finding worst_of(const std::vector<TargetDigits>& targets) const {
    const auto& worst = *std::min_element(
        targets.begin(), targets.end(), [](const auto& a, const auto& b) { return a.digits() < b.digits(); });
    std::vector<double> all;
    all.reserve(targets.size());
    for (const auto& one : targets) {
      all.push_back(one.digits());
    }
    Finding finding;
    finding.estimate = worst.digits();
    finding.identical =
        std::all_of(targets.begin(), targets.end(), [](const auto& one) { return one.exact; });
    finding.fields = {{"bits", worst.bits},
                      {"mean_digits", stats::moments(all).mean},
                      {"n", static_cast<double>(worst.executions)},
                      {"resolution", worst.cap},
                      {"below_resolution", worst.below_resolution() ? 1 : 0}};
    if (worst.all) {
      add_details(worst, finding);
    }
    describe(worst, targets.size(), finding);
    return finding;
  }

  void add_details(const TargetDigits& worst, Finding& finding) const {
    const auto& bits = *worst.all;
    add_field(finding, "parker", bits.parker);
    add_field(finding, "cnh", bits.cnh);
    add_field(finding, "general", bits.general);
    add_field(finding, "partial", bits.partial);
    finding.fields.emplace_back("general_probability", bits.general_probability);
    finding.fields.emplace_back("contributing_bits", bits.contributing);
    finding.fields.emplace_back("general_contributing_bits", bits.general_contributing);
    if (bits.partial_contributing) {
      finding.fields.emplace_back("partial_contributing_bits", *bits.partial_contributing);
    }
    finding.fields.emplace_back(
        "margin_bits",
        stats::cnh_margin(worst.executions, m_config.question.probability, m_config.question.confidence));
    if (worst.normality) {
      finding.fields.emplace_back("normality_p", *worst.normality);
    }
  }

  static void describe(const TargetDigits& worst, std::size_t targets, Finding& finding) {
    if (finding.identical) {
      finding.label = "exact";
    } else if (worst.below_resolution()) {
      finding.label = "below output resolution";
    }
    if (targets > 1 && !finding.identical) {
      finding.notes.push_back("worst: " + worst.name);
    }
    if (!worst.why.empty()) {
      finding.notes.push_back(worst.why);
    }
    if (worst.below_resolution()) {
      finding.notes.push_back(format("limited by the {:.4g} digits that the output shows", worst.cap));
    }
  }

  DigitsConfig m_config;
};

const std::vector<std::string> k_methods = {"auto", "cnh", "general", "partial", "parker"};

Result<double> share_option(const Options& options, const std::string& name) {
  const double share = number_option(options, name, 0.95);
  if (!(share > 0 && share < 1)) {
    return failure(ErrorKind::protocol, format("\"{}\" must be above 0 and below 1", name));
  }
  return share;
}

Result<std::string> choice(const Options& options, const std::string& name,
                           const std::vector<std::string>& choices) {
  auto text = text_option(options, name, choices.front());
  if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
    return failure(ErrorKind::protocol, format("there is no {} \"{}\"", name, text),
                   format("known are {}", fmt::join(choices, ", ")));
  }
  return text;
}

Result<void> read_reference(const Options& options, DigitsConfig& config) {
  const auto text = text_option(options, "reference", "mean");
  config.to_truth = text == "truth";
  if (text == "mean" || text == "truth") {
    return {};
  }
  config.question.reference = number_option(options, "reference");
  if (!config.question.reference || !std::isfinite(*config.question.reference)) {
    return failure(ErrorKind::protocol, format("the reference \"{}\" is none", text),
                   "take \"mean\", \"truth\" or a number");
  }
  return {};
}

Result<MetricPlugin> make(const Options& options) {
  DigitsConfig config;
  TRY_ASSIGN(const auto method, choice(options, "method", k_methods));
  TRY_ASSIGN(const auto error, choice(options, "error", {"relative", "absolute"}));
  TRY_ASSIGN(const auto type, choice(options, "type", {"double", "single"}));
  TRY_ASSIGN(const auto compat, choice(options, "compat", {"none", "significantdigits"}));
  TRY(read_reference(options, config));
  config.method =
      static_cast<DigitsMethod>(std::find(k_methods.begin(), k_methods.end(), method) - k_methods.begin());
  config.question.relative = error == "relative";
  config.question.mantissa = type == "single" ? 24 : 53;
  config.question.as_significantdigits = compat == "significantdigits";
  const double ddof = number_option(options, "ddof", config.question.as_significantdigits ? 0 : 1);
  if (ddof != 0 && ddof != 1) {
    return failure(ErrorKind::protocol, "\"ddof\" must be 0 or 1");
  }
  config.question.ddof = static_cast<int>(ddof);
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
      {{"method", OptionType::text, "auto", "which one is the estimate", k_methods},
       {"error", OptionType::text, "relative", "to the reference, or as it is", {"relative", "absolute"}},
       {"reference", OptionType::text, "mean", "\"mean\", \"truth\", or a number", {}},
       {"probability", OptionType::number, "0.95", "that the next execution has as many", {}},
       {"confidence", OptionType::number, "0.95", "of that probability", {}},
       {"type", OptionType::text, "double", "of the values: 53 or 24 bits", {"double", "single"}},
       {"ddof", OptionType::integer, "1", "sigma is the root of the sum of squares over n - ddof", {}},
       {"compat", OptionType::text, "none", "compute as this package does", {"none", "significantdigits"}}},
      {"bits", "mean_digits", "n", "resolution", "below_resolution", "parker", "cnh", "general", "partial",
       "general_probability", "contributing_bits", "general_contributing_bits", "partial_contributing_bits",
       "margin_bits", "normality_p"}};
  entry.version = 2;
  entry.formula =
      "Z = (x - reference) / reference; cnh = -log2 s_Z - log2 sqrt((n-1) / chi2_{a/2,n-1}) - "
      "log2 Phi^-1((p+1)/2); general = the largest k with every |Z| <= 2^-k, of probability a^(1/n); partial "
      "= "
      "the largest k that holds for enough of them to show p; parker = -log2(s / |mean|); contributing: bits "
      "that round right with probability 0.51; auto = cnh when n >= 10, the errors are centred and "
      "Shapiro-Wilk "
      "p >= 0.1, else general. Fields without \"bits\" are decimal digits";
  entry.source =
      "Parker 1997; Sohier, de Oliveira Castro et al. 2021 (TOMS 47:2). s has n - 1 (ddof = 0: as the "
      "package significantdigits); Parker's is not rounded up; identical values are exact, not 52 "
      "bits less the margin";
  entry.inputs = "one number per execution, two executions of a target or more";
  entry.unit = "digits";
  entry.range = "up to 15.95 (53 bits) or the digits printed; negative when the error exceeds the value";
  entry.undefined =
      "a target has one execution, the error is relative to 0, or the executions are too few for "
      "\"partial\"";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
