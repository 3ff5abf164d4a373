#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/margin.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/stats/sums.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

struct TostConfig {
  Margin margin;
  bool paired = true;
  double alpha = 0.05;
};

Finding of_identical(double alpha) {
  Finding finding;
  finding.estimate = 0;
  finding.interval = model::Interval{0, 0, 1 - 2 * alpha};
  finding.identical = true;
  finding.decision = true;
  finding.label = "equivalent";
  return finding;
}

void decide(stats::Standing standing, const stats::Limits& limits, double margin, Finding& finding) {
  switch (standing) {
  case stats::Standing::inside:
    finding.decision = true;
    finding.label = "equivalent";
    return;
  case stats::Standing::outside:
    finding.decision = false;
    finding.label = "different";
    return;
  case stats::Standing::across:
    finding.label = "not to be told";
    finding.reason = format("the interval [{:.4g}, {:.4g}] lies neither within +-{:.4g} nor beyond for sure: "
                            "more targets would tell",
                            limits.low, limits.high, margin);
  }
}

class TostMetric : public ValuesMetric {
public:
  explicit TostMetric(TostConfig config) : m_config(config) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    auto finding = levels->identical ? of_identical(m_config.alpha) : of_levels(*levels);
    describe(*levels, finding);
    return finding;
  }

private:
  Finding of_levels(const TwoLevels& levels) const {
    if (levels.targets.size() < 2) {
      return undefined(format("{} targets have both levels: it takes 2 at least", levels.targets.size()));
    }
    const auto unit = unit_of(m_config.margin, levels, m_config.alpha);
    if (!unit) {
      return undefined(unit.error().message);
    }
    const double margin = m_config.margin.factor * unit->value;
    const auto difference = m_config.paired ? stats::paired_mean(differences_of(levels))
                                            : stats::welch_mean(others_of(levels), references_of(levels));
    Finding finding;
    finding.estimate = difference.value;
    if (agrees_by_chance(levels) && m_config.paired) {
      finding.label = "not to be told";
      finding.reason = "all targets have one difference although executions vary: there is no deviation to "
                       "judge it by";
      finding.fields = {{"margin", margin}, {"n", static_cast<double>(levels.targets.size())}};
      return finding;
    }
    const auto limits = stats::limits_of(difference, 1 - 2 * m_config.alpha);
    finding.interval = one_sided_pair(limits, m_config.alpha);
    const auto standing = standing_within(difference, m_config.margin, levels, m_config.alpha);
    const auto p = p_within(difference, m_config.margin, levels);
    const auto beyond = p_beyond(difference, m_config.margin, levels);
    if (!standing || !p || !beyond) {
      return undefined((!standing ? standing.error() : !p ? p.error() : beyond.error()).message);
    }
    decide(*standing, limits, margin, finding);
    add_fields(levels, difference, *p, margin, finding);
    finding.fields.emplace_back("p_beyond", *beyond);
    return finding;
  }

  void add_fields(const TwoLevels& levels, const stats::MeanEstimate& difference, double p, double margin,
                  Finding& finding) const {
    finding.fields = {{"p", p}, {"margin", margin}, {"df", difference.df}};
    if (difference.error > 0 && m_config.margin.of == Margin::Of::units) {
      finding.fields.emplace_back("statistic", stats::equivalence_test(difference, margin).statistic);
    }
    finding.fields.insert(finding.fields.end(),
                          {{"p_difference", stats::t_test(difference).p},
                           {"se", difference.error},
                           {"mean_reference", stats::moments(references_of(levels)).mean},
                           {"mean_other", stats::moments(others_of(levels)).mean},
                           {"n", static_cast<double>(levels.targets.size())}});
  }

  TostConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  TostConfig config;
  TRY_ASSIGN(config.margin, margin_from(text_option(options, "margin", "0.1 sd(subjects)")));
  TRY_ASSIGN(config.alpha, alpha_option(options));
  config.paired = flag_option(options, "paired", true);
  return MetricPlugin(std::make_unique<TostMetric>(config));
}

} // namespace

MetricEntry tost_metric() {
  MetricEntry entry;
  entry.declaration = {
      "tost",
      "equivalence of two levels: whether their difference is surely within a margin; passes, fails or "
      "cannot "
      "tell",
      {{"margin",
        OptionType::text,
        "0.1 sd(subjects)",
        "a number in the value's unit, or a multiple of sd(subjects) or rc of the reference",
        {}},
       {"paired", OptionType::boolean, "true", "means of the same subjects; else Welch's test", {}},
       alpha_declaration()},
      {"p", "statistic", "margin", "df", "p_difference", "se", "mean_reference", "mean_other", "n",
       "p_beyond"}};
  entry.formula =
      "estimate: mean over targets of (mean of the level - mean of the reference), each target's "
      "executions matched on what else is planned; interval: 1 - 2 alpha by t. Passes when the "
      "interval is inside (-margin, margin), fails when it is outside; with a margin that is measured, when "
      "that of difference / sd(subjects) or / rc is (MOVER-R: the error of the margin counts). p: the larger "
      "of the two one-sided tests, of a measured margin the smallest alpha that passes; statistic: its t; "
      "p_difference: two-sided, of no difference; p_beyond: the smallest alpha that fails";
  entry.source = "Schuirmann 1987; Welch 1947 with paired = false; Donner & Zou 2012 for measured margins. "
                 "sd(subjects) is "
                 "the between-subject component of the reference level (unrepeated executions: all of the "
                 "deviation), rc "
                 "its 1.96 sqrt(2) sd within subjects";
  entry.inputs =
      "one number per execution, across a factor; the reference is the design's, or the first level";
  entry.unit = "of the value";
  entry.range = "any; 0 = no difference";
  entry.undefined =
      "fewer than 2 targets with both levels, or the margin cannot be had; no interval and no decision "
      "when all targets have one difference although executions vary";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 3;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
