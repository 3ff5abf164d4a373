#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

using model::OptionType;

class NoWorseMetric : public ValuesMetric {
public:
  explicit NoWorseMetric(stats::NoWorseQuestion config) : m_config(config) {}

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
    const bool by_chance = agrees_by_chance(levels);
    const auto result = stats::no_worse(differences_of(levels), within, other, by_chance,
                                        repeats_somewhere(reference_cells(levels)), m_config);
    Finding finding;
    finding.estimate = result.shift.value / result.rc;
    finding.fields = {
        {"bias", result.shift.value}, {"rc", result.rc}, {"df", within.df}, {"df_other", other.df}};
    if (by_chance) {
      finding.reason = "no interval: all targets have one difference although executions vary";
    } else {
      finding.interval = one_sided_pair(result.bias, m_config.alpha);
      finding.fields.insert(finding.fields.end(),
                            {{"bias_low", result.shift_limits.low}, {"bias_high", result.shift_limits.high}});
    }
    finding.fields.insert(finding.fields.end(), {{"ratio", result.ratio.ratio}});
    if (other.value > 0) {
      finding.fields.insert(finding.fields.end(),
                            {{"ratio_low", result.ratio.low}, {"ratio_high", result.ratio.high}});
    }
    decide(result.shift_holds, result.spread_holds, finding);
    return finding;
  }

  void decide(std::optional<bool> bias, std::optional<bool> spread, Finding& finding) const {
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

  stats::NoWorseQuestion m_config;
};

Result<MetricPlugin> make(const Options& options) {
  stats::NoWorseQuestion config;
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
