#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

struct NoWorseConfig {
  double bias = 0.5;   // of the reference's repeatability coefficient
  double ratio = 1.25; // of standard deviations
  double alpha = 0.05;
};

// Whether one of the two parts holds, fails, or cannot be told.
using Answer = std::optional<bool>;

Answer answer_of(stats::Standing standing) {
  return standing == stats::Standing::across ? std::nullopt : Answer(standing == stats::Standing::inside);
}

class NoWorseMetric : public ValuesMetric {
public:
  explicit NoWorseMetric(NoWorseConfig config) : m_config(config) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    auto finding = levels->identical ? of_identical() : of_levels(*levels);
    describe(*levels, finding);
    return finding;
  }

private:
  Finding of_identical() const {
    Finding finding;
    finding.estimate = 0;
    finding.interval = model::Interval{0, 0, 1 - 2 * m_config.alpha};
    finding.identical = true;
    finding.decision = true;
    return finding;
  }

  Finding of_levels(const TwoLevels& levels) const {
    const auto within = pooled_within(reference_cells(levels));
    const auto other = pooled_within(other_cells(levels));
    if (levels.targets.size() < 2) {
      return undefined(format("{} targets have both levels: it takes 2 at least", levels.targets.size()));
    }
    if (!(within.df > 0 && other.df > 0)) {
      return undefined(format("no execution of {} is repeated: it takes 2 of a target",
                              within.df > 0 ? levels.other : levels.reference));
    }
    if (!(within.value > 0)) {
      auto finding = undefined(
          format("the executions of {} repeat exactly, those of {} differ from them or among themselves",
                 levels.reference, levels.other));
      finding.decision = false;
      return finding;
    }
    return of_parts(levels, within, other);
  }

  Finding of_parts(const TwoLevels& levels, const stats::Variance& within,
                   const stats::Variance& other) const {
    const auto difference = stats::paired_mean(differences_of(levels));
    const auto limits = stats::limits_of(difference, 1 - 2 * m_config.alpha);
    const auto rc = repeatability_limits(within, m_config.alpha);
    const auto bias = stats::limits_of_ratio({difference.value, limits.low, limits.high}, rc);
    Finding finding;
    finding.estimate = difference.value / rc.value;
    finding.fields = {
        {"bias", difference.value}, {"rc", rc.value}, {"df", within.df}, {"df_other", other.df}};
    const bool by_chance = agrees_by_chance(levels);
    if (by_chance) {
      finding.reason = "no interval: all targets have one difference although executions vary";
    } else {
      finding.interval = one_sided_pair(bias, m_config.alpha);
      finding.fields.insert(finding.fields.end(), {{"bias_low", limits.low}, {"bias_high", limits.high}});
    }
    const auto spread = add_ratio(levels, other, within, finding);
    decide(by_chance ? std::nullopt : answer_of(stats::standing_of(bias, m_config.bias)), spread, finding);
    return finding;
  }

  Answer add_ratio(const TwoLevels& levels, const stats::Variance& other, const stats::Variance& within,
                   Finding& finding) const {
    if (!(other.value > 0)) {
      finding.fields.insert(finding.fields.end(), {{"ratio", 0}});
      return repeats_somewhere(reference_cells(levels)) ? std::nullopt : Answer(true);
    }
    const auto ratio = stats::ratio_of_deviations(other, within, 1 - m_config.alpha);
    finding.fields.insert(finding.fields.end(),
                          {{"ratio", ratio.ratio}, {"ratio_low", ratio.low}, {"ratio_high", ratio.high}});
    return ratio.high <= m_config.ratio ? Answer(true)
           : ratio.low > m_config.ratio ? Answer(false)
                                        : std::nullopt;
  }

  void decide(Answer bias, Answer spread, Finding& finding) const {
    if (bias == false || spread == false) {
      finding.decision = false;
      finding.label = bias == false && spread == false ? "shifted and more variable"
                      : bias == false                  ? "shifted"
                                                       : "more variable";
    } else if (bias == true && spread == true) {
      finding.decision = true;
      finding.label = "no worse";
    } else {
      finding.label = "not to be told";
      finding.reason =
          format("{} cannot be told from {:.4g} of the repeatability and {:.4g} of the deviation",
                 bias ? "the variability" : (spread ? "the shift" : "shift and variability"), m_config.bias,
                 m_config.ratio);
    }
  }

  NoWorseConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  NoWorseConfig config;
  TRY_ASSIGN(config.alpha, alpha_option(options));
  config.bias = number_option(options, "bias", 0.5);
  config.ratio = number_option(options, "ratio", 1.25);
  if (!(config.bias > 0) || !(config.ratio > 0) || !std::isfinite(config.bias + config.ratio)) {
    return failure(ErrorKind::protocol, "\"bias\" and \"ratio\" must be above 0", "0.5 and 1.25 are usual");
  }
  return MetricPlugin(std::make_unique<NoWorseMetric>(config));
}

} // namespace

MetricEntry no_worse_metric() {
  MetricEntry entry;
  entry.declaration = {
      "no_worse",
      "whether a level is no worse than the reference's own run-to-run variability: shift and spread; "
      "passes, "
      "fails or cannot tell",
      {{"bias",
        OptionType::number,
        "0.5",
        "the largest shift that passes, in repeatability coefficients",
        {}},
       {"ratio", OptionType::number, "1.25", "the largest ratio of standard deviations that passes", {}},
       alpha_declaration()},
      {"bias", "bias_low", "bias_high", "rc", "df", "ratio", "ratio_low", "ratio_high", "df_other"}};
  entry.formula =
      "estimate: mean paired difference (level - reference) over the reference's repeatability coefficient "
      "rc = "
      "1.96 sqrt(2) s_w; its interval joins t limits of the difference and chi-squared limits of rc, each "
      "one-sided at 1 - alpha (MOVER-R). ratio: s_w(level) / s_w(reference) with one-sided F limits. Passes "
      "when "
      "the interval is inside (-`bias`, `bias`) and ratio_high at most `ratio`; fails when the interval is "
      "outside "
      "or ratio_low above. Both must hold: an intersection-union test, each at alpha";
  entry.source =
      "Schuirmann 1987 on the scale of Bland & Altman's repeatability; Donner & Zou 2012 for the ratio; "
      "Berger 1982. The error of rc counts, unlike in tost with margin = \"0.5 rc\"";
  entry.inputs =
      "one number per execution, repeated, across a factor; the reference is the design's, or the first "
      "level";
  entry.unit = "repeatability coefficients";
  entry.range = "any; 0 = no shift";
  entry.undefined =
      "fewer than 2 targets, a level without repeated executions, or a reference that repeats exactly; no "
      "interval and no pass when all targets have one difference although executions vary";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.version = 2;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
