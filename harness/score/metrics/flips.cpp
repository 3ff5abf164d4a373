#include "harness/base/format.hpp"
#include "harness/score/metrics/decisions.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/conclusions.hpp"
#include "harness/stats/mean_tests.hpp"
#include "harness/stats/npvr.hpp"
#include "harness/stats/proportions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

bool has_truth(const Sample& sample) {
  return std::all_of(sample.targets.begin(), sample.targets.end(),
                     [](const Target& target) { return target.truth.has_value(); });
}

// Of a yes-or-no decision of each target, with the truth: how often a true yes and a true no were found.
void add_sensitivity(const std::vector<Trials>& all, Finding& finding) {
  double yes = 0;
  double no = 0;
  double true_yes = 0;
  double true_no = 0;
  for (const auto& trials : all) {
    for (const auto& decision : trials.decisions) {
      const bool right = decision == trials.reference;
      (trials.reference == "yes" ? yes : no) += 1;
      (trials.reference == "yes" ? true_yes : true_no) += right ? 1 : 0;
    }
  }
  if (yes > 0) {
    finding.fields.emplace_back("sensitivity", true_yes / yes);
  }
  if (no > 0) {
    finding.fields.emplace_back("specificity", true_no / no);
  }
}

// What the variability between executions lets expect of the t test of the targets' means.
void add_prediction(const Sample& sample, const DecisionRule& rule, Finding& finding) {
  std::vector<double> means;
  for (const auto& values : groups_of(sample)) {
    means.push_back(stats::moments(values).mean - rule.threshold);
  }
  const auto mean = stats::paired_mean(means);
  const auto test = stats::t_test(mean);
  const auto variances = stats::npvr(groups_of(sample));
  if (!variances || !(mean.error > 0)) {
    return;
  }
  const double sd = stats::sd_of_p_of_t(variances->ratio(), test.statistic, mean.df);
  finding.fields.emplace_back("p", test.p);
  finding.fields.emplace_back("p_sd", sd);
  if (sd > 0 && test.p > 0 && test.p < 1) {
    if (const auto flip = stats::flip_probability(test.p, sd, rule.alpha)) {
      finding.fields.emplace_back("predicted", flip->probability);
    }
  }
}

class FlipsMetric : public ValuesMetric {
public:
  FlipsMetric(DecisionRule rule, double confidence) : m_rule(rule), m_confidence(confidence) {}

  Finding of(const Sample& all) const override {
    if (all.targets.empty()) {
      return undefined("there is no value");
    }
    const bool columns = is_of_columns(m_rule.kind);
    const auto sample = columns ? complete_part(all) : all;
    if (columns && (sample.targets.size() < 2 || sample.targets.front().observations.size() < 2)) {
      return undefined(sample.targets.empty() ? "no target was observed in every column"
                                              : "fewer than 2 targets or 2 executions in every column");
    }
    const bool truth = has_truth(sample);
    const auto trials = trials_of(sample, m_rule, truth);
    const bool repeated =
        std::any_of(trials.begin(), trials.end(), [](const Trials& one) { return one.decisions.size() > 1; });
    if (!truth && !repeated) {
      return undefined("no target was observed twice: repeat it");
    }
    auto finding = of_trials(trials);
    finding.identical = !truth && identical_within(sample);
    if (truth && m_rule.kind == DecisionKind::threshold) {
      add_sensitivity(trials, finding);
    }
    if (m_rule.kind == DecisionKind::significance) {
      add_prediction(sample, m_rule, finding);
    }
    note_left_out(all, sample, finding);
    return finding;
  }

private:
  Finding of_trials(const std::vector<Trials>& all) const {
    std::vector<stats::Cluster> clusters;
    double flips = 0;
    double flipped = 0;
    std::vector<std::string> names;
    for (const auto& trials : all) {
      const auto wrong = static_cast<double>(
          std::count_if(trials.decisions.begin(), trials.decisions.end(),
                        [&](const std::string& decision) { return decision != trials.reference; }));
      clusters.push_back({wrong, static_cast<double>(trials.decisions.size())});
      flips += wrong;
      flipped += wrong > 0 ? 1 : 0;
      if (wrong > 0 && !trials.name.empty()) {
        names.push_back(trials.name);
      }
    }
    const auto rate = stats::clustered_proportion(clusters, m_confidence);
    Finding finding;
    finding.estimate = rate.estimate;
    finding.interval = model::Interval{rate.limits.low, rate.limits.high, m_confidence};
    finding.fields = {{"flips", flips},
                      {"trials", trials_in(clusters)},
                      {"effective", rate.effective},
                      {"flipped", flipped},
                      {"upper", stats::clopper_pearson_upper(rate.estimate * rate.effective, rate.effective,
                                                             m_confidence)}};
    if (!names.empty()) {
      finding.notes.push_back(format("not decided alike: {}", fmt::join(names, ", ")));
    }
    return finding;
  }

  static double trials_in(const std::vector<stats::Cluster>& clusters) {
    double sum = 0;
    for (const auto& cluster : clusters) {
      sum += cluster.trials;
    }
    return sum;
  }

  DecisionRule m_rule;
  double m_confidence;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(const auto rule, decision_options(options));
  TRY_ASSIGN(const auto confidence, confidence_option(options));
  return MetricPlugin(std::make_unique<FlipsMetric>(rule, confidence));
}

} // namespace

MetricEntry flips_metric() {
  MetricEntry entry;
  entry.declaration = {
      "flips",
      "how often a conclusion changes from execution to execution, or differs from the truth",
      decision_declarations(),
      {"flips", "trials", "effective", "flipped", "upper", "sensitivity", "specificity", "p", "p_sd",
       "predicted"}};
  entry.declaration.options.push_back(confidence_declaration());
  entry.formula = "flips / trials: decisions that differ from the reference (the ground truth's with against "
                  "= \"truth\", else "
                  "the most frequent). A decision is made of each target and execution, or of all targets "
                  "for each column. "
                  "effective: trials that count, targets' own being alike; without any flip, or nothing but "
                  "flips, that cannot "
                  "be seen: all count, and the limits are of these targets, not of others; flipped: targets "
                  "with any; upper: "
                  "one-sided limit; "
                  "significance: p of the t test of the targets' means, p_sd = 2 f_t(|t|) NPVR, predicted: "
                  "the chance that p "
                  "lies on the other side of alpha";
  entry.source =
      "Clopper & Pearson 1934, with Korn & Graubard's effective number (1998); prediction: Chatelain et "
      "al. 2026, doi 10.64898/2026.01.09.698203";
  entry.inputs = "one number per execution";
  entry.range = "0 to 1; at most 0.05 for the upper limit needs 59 clean trials";
  entry.undefined =
      "nothing was repeated and there is no truth; decisions of columns: fewer than 2 complete targets";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
