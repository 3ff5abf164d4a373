#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/kolmogorov.hpp"
#include "harness/stats/sums.hpp"

#include <map>

namespace reprovip::score {

namespace {

using model::OptionType;

struct Samples {
  std::vector<double> reference;
  std::vector<double> other;
};

std::vector<double> joined(const stats::Groups& groups) {
  std::vector<double> all;
  for (const auto& group : groups) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

Samples samples_of(const TwoLevels& levels, bool executions, Finding& finding) {
  if (!executions) {
    return {references_of(levels), others_of(levels)};
  }
  if (levels.targets.size() > 1) {
    finding.notes.emplace_back("executions of one target are not independent: p is too small");
  }
  return {joined(reference_cells(levels)), joined(other_cells(levels))};
}

class WelchMetric : public ValuesMetric {
public:
  WelchMetric(bool executions, double confidence) : m_executions(executions), m_confidence(confidence) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    Finding finding;
    const auto [reference, other] = samples_of(*levels, m_executions, finding);
    if (reference.size() < 2 || other.size() < 2) {
      finding = undefined("a level has fewer than 2 values");
    } else {
      add(stats::welch_mean(other, reference), finding);
    }
    finding.identical = levels->identical;
    describe(*levels, finding);
    return finding;
  }

private:
  void add(const stats::MeanEstimate& difference, Finding& finding) const {
    const auto limits = stats::limits_of(difference, m_confidence);
    const auto test = stats::t_test(difference);
    finding.estimate = difference.value;
    finding.interval = model::Interval{limits.low, limits.high, m_confidence};
    finding.fields = {{"p", test.p}, {"df", difference.df}, {"se", difference.error}};
    if (difference.error > 0) {
      finding.fields.emplace_back("statistic", test.statistic);
    }
  }

  bool m_executions = false;
  double m_confidence = 0.95;
};

class KsMetric : public ValuesMetric {
public:
  KsMetric(bool executions, stats::KolmogorovMethod method) : m_executions(executions), m_method(method) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    Finding finding;
    const auto [reference, other] = samples_of(*levels, m_executions, finding);
    if (reference.empty()) {
      return undefined("no target has both levels");
    }
    const auto result = stats::kolmogorov_smirnov(other, reference, m_method);
    finding.estimate = result.d;
    finding.identical = levels->identical;
    finding.fields = {{"p", result.p},
                      {"statistic", result.d},
                      {"n_reference", static_cast<double>(reference.size())},
                      {"n_other", static_cast<double>(other.size())}};
    finding.notes.emplace_back(result.exact ? "p is exact" : "p is asymptotic");
    describe(*levels, finding);
    return finding;
  }

private:
  bool m_executions = false;
  stats::KolmogorovMethod m_method = stats::KolmogorovMethod::automatic;
};

Result<bool> executions_option(const Options& options) {
  const auto name = text_option(options, "values", "targets");
  if (name != "targets" && name != "executions") {
    return failure(ErrorKind::protocol, format("\"values\" cannot be \"{}\"", name),
                   "known are targets, executions");
  }
  return name == "executions";
}

model::OptionDecl values_declaration() {
  return {"values",
          OptionType::text,
          "targets",
          "means of targets, or all executions as if independent",
          {"targets", "executions"}};
}

Result<MetricPlugin> make_welch(const Options& options) {
  TRY_ASSIGN(const bool executions, executions_option(options));
  TRY_ASSIGN(const double confidence, confidence_option(options));
  return MetricPlugin(std::make_unique<WelchMetric>(executions, confidence));
}

Result<MetricPlugin> make_ks(const Options& options) {
  static const std::map<std::string, stats::KolmogorovMethod> k_methods = {
      {"auto", stats::KolmogorovMethod::automatic},
      {"exact", stats::KolmogorovMethod::exact},
      {"asymptotic", stats::KolmogorovMethod::asymptotic}};
  TRY_ASSIGN(const bool executions, executions_option(options));
  const auto name = text_option(options, "method", "auto");
  const auto method = k_methods.find(name);
  if (method == k_methods.end()) {
    return failure(ErrorKind::protocol, format("there is no method \"{}\"", name),
                   "known are auto, exact, asymptotic");
  }
  return MetricPlugin(std::make_unique<KsMetric>(executions, method->second));
}

} // namespace

MetricEntry welch_metric() {
  MetricEntry entry;
  entry.declaration = {"welch",
                       "difference of the means of two levels, as of independent samples (Welch's t test)",
                       {values_declaration(), confidence_declaration()},
                       {"p", "statistic", "df", "se"}};
  entry.formula =
      "estimate: mean(level) - mean(reference); t interval and two-sided p with Welch's df. That p is "
      "large shows no agreement: for that there is tost";
  entry.source = "Welch 1947, Satterthwaite 1946; as R's t.test";
  entry.inputs = "one number per execution, across a factor";
  entry.unit = "of the value";
  entry.range = "any; 0 = no difference";
  entry.undefined = "a level with fewer than 2 values";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make_welch;
  return entry;
}

MetricEntry ks_metric() {
  MetricEntry entry;
  entry.declaration = {"ks",
                       "Kolmogorov-Smirnov distance between the values of two levels",
                       {values_declaration(),
                        {"method",
                         OptionType::text,
                         "auto",
                         "of p; auto: exact below n m = 10000",
                         {"auto", "exact", "asymptotic"}}},
                       {"p", "statistic", "n_reference", "n_other"}};
  entry.formula =
      "estimate, statistic: largest distance between the empirical distribution functions; p: two-sided, "
      "exact given the ties, or Kolmogorov's limit";
  entry.source = "Smirnov 1939, Schroeer & Trenkler 1995; as R's ks.test";
  entry.inputs = "one number per execution, across a factor";
  entry.unit = "";
  entry.range = "0 = the same values, to 1";
  entry.undefined = "no target has both levels";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make_ks;
  return entry;
}

} // namespace reprovip::score
