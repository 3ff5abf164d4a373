#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

struct RatioConfig {
  double limit = 1.25;
  double alpha = 0.05;
};

void pass(Finding& finding) {
  finding.decision = true;
  finding.label = "not more variable";
}

// One of the levels, or both, repeat exactly.
Finding of_exact(const TwoLevels& levels, const stats::Variance& reference, const stats::Variance& other,
                 double alpha) {
  if (other.value > 0) {
    auto finding = undefined(
        format("the executions of {} repeat exactly, those of {} do not", levels.reference, levels.other));
    finding.decision = false;
    finding.fields = {{"sd_other", std::sqrt(other.value)}, {"sd_reference", 0}};
    return finding;
  }
  Finding finding;
  finding.fields = {{"sd_other", 0}, {"sd_reference", std::sqrt(reference.value)}};
  if (!(reference.value > 0)) {
    finding.reason = "the executions of both levels repeat exactly";
    finding.identical = levels.identical;
    pass(finding);
    return finding;
  }
  finding.estimate = 0;
  if (repeats_somewhere(reference_cells(levels))) {
    finding.label = "not to be told";
    finding.reason = format("the executions of {} repeat exactly, but some of {} do too: limits for normal "
                            "values do not hold, run more",
                            levels.other, levels.reference);
    return finding;
  }
  finding.interval = model::Interval{0, 0, 1 - 2 * alpha};
  finding.fields.emplace_back("p", 0);
  pass(finding);
  return finding;
}

class RatioMetric : public ValuesMetric {
public:
  explicit RatioMetric(RatioConfig config) : m_config(config) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    auto finding = of_levels(*levels);
    describe(*levels, finding);
    return finding;
  }

private:
  Finding of_levels(const TwoLevels& levels) const {
    const auto reference = pooled_within(reference_cells(levels));
    const auto other = pooled_within(other_cells(levels));
    if (!(reference.df > 0 && other.df > 0)) {
      return undefined(format("no execution of {} is repeated: it takes 2 of a target",
                              reference.df > 0 ? levels.other : levels.reference));
    }
    if (!(reference.value > 0 && other.value > 0)) {
      return of_exact(levels, reference, other, m_config.alpha);
    }
    const auto ratio = stats::ratio_of_deviations(other, reference, 1 - m_config.alpha);
    const auto test = stats::noninferiority_test(other, reference, m_config.limit);
    Finding finding;
    finding.estimate = ratio.ratio;
    finding.interval = one_sided_pair({ratio.low, ratio.high}, m_config.alpha);
    decide(ratio, finding);
    finding.fields = {{"p", test.p},
                      {"statistic", test.statistic},
                      {"df_other", other.df},
                      {"df_reference", reference.df},
                      {"sd_other", std::sqrt(other.value)},
                      {"sd_reference", std::sqrt(reference.value)},
                      {"limit", m_config.limit}};
    return finding;
  }

  void decide(const stats::RatioOfDeviations& ratio, Finding& finding) const {
    if (ratio.high <= m_config.limit) {
      finding.decision = true;
      finding.label = "not more variable";
    } else if (ratio.low > m_config.limit) {
      finding.decision = false;
      finding.label = "more variable";
    } else {
      finding.label = "not to be told";
      finding.reason = format("the ratio lies between {:.4g} and {:.4g}, on both sides of {:.4g}: more "
                              "executions would tell",
                              ratio.low, ratio.high, m_config.limit);
    }
  }

  RatioConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  RatioConfig config;
  TRY_ASSIGN(config.alpha, alpha_option(options));
  config.limit = number_option(options, "limit", 1.25);
  if (!(config.limit > 0) || !std::isfinite(config.limit)) {
    return failure(ErrorKind::protocol, "\"limit\" must be above 0", "1.25 is usual");
  }
  return MetricPlugin(std::make_unique<RatioMetric>(config));
}

} // namespace

MetricEntry variance_ratio_metric() {
  MetricEntry entry;
  entry.declaration = {
      "variance_ratio",
      "whether executions at a level vary no more than at the reference: the ratio of their standard "
      "deviations",
      {{"limit", OptionType::number, "1.25", "the largest ratio of standard deviations that passes", {}},
       alpha_declaration()},
      {"p", "statistic", "df_other", "df_reference", "sd_other", "sd_reference", "limit"}};
  entry.formula =
      "estimate: s_w(level) / s_w(reference), pooled within targets and what else is planned; each "
      "limit of the interval is one-sided at 1 - alpha by F. Passes when the upper limit is at most "
      "`limit`, fails when the lower is above. statistic: (s_w(level) / s_w(reference) / limit)^2, "
      "p = P(F(df_other, df_reference) <= statistic)";
  entry.source = "F test of normal data (Fisher 1924), as R's var.test, against a margin: noninferiority";
  entry.inputs = "one number per execution, repeated, across a factor";
  entry.unit = "ratio";
  entry.range = "from 0; 1 = alike";
  entry.undefined =
      "a level without repeated executions, or a reference that repeats exactly (passes when the level does "
      "too, else fails). A level that repeats exactly beside a reference that varies passes, unless "
      "executions of the reference are the same now and then";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
