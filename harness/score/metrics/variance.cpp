#include "harness/base/format.hpp"
#include "harness/score/metrics/components.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

struct VarianceConfig {
  SplitQuestion question;
  std::string component;
};

constexpr std::array<const char*, 4> k_kinds = {"subject", "factors", "interactions", "run"};

class VarianceMetric : public ValuesMetric {
public:
  explicit VarianceMetric(VarianceConfig config) : m_config(std::move(config)) {}

  ValuesNeeds needs() const override { return split_needs(m_config.question); }

  Finding of(const Sample& sample) const override {
    const auto split = split_variance(sample, m_config.question);
    if (!split.reason.empty()) {
      auto finding = undefined(split.reason);
      finding.identical = all_the_same(sample);
      return finding;
    }
    const auto part = split.part(m_config.component);
    if (!is_there(split, part)) {
      return undefined(format("there is no component \"{}\"", m_config.component));
    }
    Finding finding;
    finding.estimate = split.sum(part) / split.total();
    if (const auto limits = split.share_limits(part, m_config.question.confidence)) {
      finding.interval = model::Interval{limits->low, limits->high, m_config.question.confidence};
    } else {
      finding.reason = "no interval: no subject has every condition";
    }
    finding.identical = identical_within(sample);
    finding.notes = split.notes;
    add_fields(split, finding);
    add_limits(split, m_config.question.confidence, finding);
    return finding;
  }

private:
  // A kind that has no component in this sample is 0; a name that nothing has is a mistake.
  bool is_there(const Split& split, const std::vector<bool>& part) const {
    const bool is_kind = std::find(k_kinds.begin(), k_kinds.end(), m_config.component) != k_kinds.end();
    const bool is_only = std::holds_alternative<std::monostate>(split.fit);
    return is_kind || is_only || std::find(part.begin(), part.end(), true) != part.end();
  }

  static void add_fields(const Split& split, Finding& finding) {
    const double total = split.total();
    finding.fields.emplace_back("total", total);
    for (const std::string kind : k_kinds) {
      finding.fields.emplace_back(kind, split.sum(split.part(kind)));
      finding.fields.emplace_back("share_" + kind, split.sum(split.part(kind)) / total);
    }
    const double subject = split.sum(split.part("subject"));
    const double rest = split.sum(split.part(""));
    finding.fields.emplace_back("nu", std::sqrt(rest / total));
    if (rest > 0) {
      finding.fields.emplace_back("ndc", 1.41 * std::sqrt(subject / rest));
    }
    for (std::size_t i = 0; i + 1 < split.names.size(); ++i) {
      if (!split.is_subject(i)) {
        finding.fields.emplace_back("var_" + split.names[i], split.variances[i]);
        finding.fields.emplace_back("share_" + split.names[i], split.variances[i] / total);
      }
    }
    if (const auto* fit = std::get_if<stats::LikelihoodFit>(&split.fit)) {
      finding.fields.emplace_back("criterion", fit->criterion);
    }
  }

  static void add_limits(const Split& split, double confidence, Finding& finding) {
    for (const auto& name : split.names) {
      if (const auto limits = split.share_limits(split.part(name), confidence)) {
        finding.fields.emplace_back("low_" + name, limits->low);
        finding.fields.emplace_back("high_" + name, limits->high);
      }
    }
  }

  VarianceConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  VarianceConfig config;
  TRY_ASSIGN(config.question, split_question(options));
  config.component = text_option(options, "component", "");
  return MetricPlugin(std::make_unique<VarianceMetric>(config));
}

} // namespace

MetricEntry variance_metric() {
  MetricEntry entry;
  entry.declaration = {"variance",
                       "which share of the variance is not between subjects, and what causes it",
                       split_declarations(),
                       {"total", "subject", "factors", "interactions", "run", "share_subject",
                        "share_factors", "share_interactions", "share_run", "nu", "ndc", "criterion",
                        "low_subject", "high_subject", "low_run", "high_run"}};
  entry.declaration.options.push_back({"component",
                                       OptionType::text,
                                       "",
                                       "whose share: subject, factors, interactions, run, a factor or "
                                       "\"subject:factor\"; default: all but subject",
                                       {}});
  entry.formula =
      "y = mean + subject + factors + subject x factors + pairs of factors + run; estimate = variance of the "
      "component / total; low_*, high_*: limits of the share of subject, of each term and of run; "
      "subject, factors, interactions, run, total: variances, share_*: over the total; var_F, share_F of "
      "each "
      "factor F; nu = sqrt(1 - share_subject), AIAG's %GRR / 100; ndc = 1.41 sd of subjects / sd of the "
      "rest; "
      "criterion: -2 log restricted likelihood";
  entry.source =
      "balanced: expected mean squares, a component below 0 is 0 (AIAG MSA-4, 2010), limits by modified "
      "large samples (Ting et al. 1990, Burdick & Graybill 1992); else REML (Bates et al. 2015), limits "
      "from unweighted cell means of the subjects that have every condition (Thomas & Hultquist 1978), or by "
      "F "
      "with Satterthwaite's degrees of freedom when they are fewer than 2";
  entry.inputs = "one number per execution, of several conditions";
  entry.range = "0 to 1";
  entry.undefined =
      "fewer than 2 subjects or 2 executions, all values are the same, or no execution is repeated";
  entry.version = 2;
  entry.default_per = "study";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
