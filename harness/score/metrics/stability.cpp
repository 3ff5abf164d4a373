#include "harness/stats/stability.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/levels.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/stability.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reprovip::score {

namespace {

struct Tested {
  std::vector<double> p;
  double largest = 0; // |t| or |z|
  std::size_t constant = 0;
};

class StabilityMetric : public ValuesMetric {
public:
  explicit StabilityMetric(StabilityConfig config) : m_config(config) {}

  ValuesNeeds needs() const override { return two_levels_needs(); }

  Finding of(const Sample& sample) const override {
    const auto levels = two_levels(sample);
    if (!levels) {
      return no_two_levels(sample);
    }
    auto finding = of_levels(sample, *levels);
    finding.identical = levels->identical;
    describe(*levels, finding);
    return finding;
  }

private:
  Finding of_levels(const Sample& sample, const TwoLevels& levels) const {
    std::size_t references = 0;
    for (const auto& target : levels.targets) {
      if (target.cells.size() > 1) {
        return undefined("the group pools conditions: use per = \"condition\"");
      }
      const auto count = target.cells.front().reference.size();
      references = references == 0 ? count : std::min(references, count);
    }
    if (references < 3) {
      return undefined(format("{} executions of {}: it takes 3 at least", references, levels.reference));
    }
    const auto tested = test(levels);
    StabilityOutcome outcome = outcome_of(m_config, tested.p, runs_of(sample), references_of(sample));
    outcome.largest = tested.largest;
    outcome.constant = tested.constant;
    return finding_of(m_config, outcome, references);
  }

  Tested test(const TwoLevels& levels) const {
    Tested tested;
    for (const auto& target : levels.targets) {
      const auto& cell = target.cells.front();
      const auto reference = stats::moments(cell.reference);
      for (const double value : cell.other) {
        const auto one = stats::deviation(value, reference, m_config.convention, m_config.resolution);
        tested.p.push_back(one.p);
        tested.largest = std::max(tested.largest, std::abs(one.statistic));
        tested.constant += one.constant ? 1U : 0U;
      }
    }
    return tested;
  }

  static std::size_t runs_of(const Sample& sample) {
    std::map<std::uint32_t, bool> slots;
    for (const auto& target : sample.targets) {
      for (const auto& one : target.observations) {
        if (one.column == 1) {
          slots[one.slot] = true;
        }
      }
    }
    return slots.size();
  }

  // Each reference run against the others.
  std::vector<LeftOut> references_of(const Sample& sample) const {
    std::map<std::uint32_t, std::vector<double>> by_slot;
    for (const auto& target : sample.targets) {
      std::vector<double> values;
      for (const auto& one : target.observations) {
        if (one.column == 0) {
          values.push_back(one.value);
        }
      }
      if (values.size() < 3) {
        continue;
      }
      const auto all = stats::moments(values);
      for (const auto& one : target.observations) {
        if (one.column == 0) {
          by_slot[one.slot].push_back(
              stats::deviation_left_out(one.value, all, m_config.convention, m_config.resolution).p);
        }
      }
    }
    std::vector<LeftOut> runs;
    for (const auto& [slot, p] : by_slot) {
      runs.push_back(left_out(m_config, p));
    }
    return runs;
  }

  StabilityConfig m_config;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(const auto config, stability_config(options));
  return MetricPlugin(std::make_unique<StabilityMetric>(config));
}

} // namespace

MetricEntry stability_metric() {
  MetricEntry entry;
  entry.declaration = {
      "stability",
      "whether executions at a level look like one more of the reference's: a prediction interval "
      "for each value",
      stability_options(),
      {"p", "statistic", "rejected", "tested", "constant", "p_loo", "loo_rate", "references"}};
  entry.formula =
      "each execution x of the level against the K executions of the reference of its target: t = (x - m) / "
      "(s "
      "sqrt(1 + 1/K)) with K - 1 degrees of freedom; a reference that does not vary is met within "
      "`resolution`, or "
      "not at all. estimate: share of rejected values after the correction, over targets and executions. "
      "Passes "
      "when none is rejected (correction = \"none\": when the share is at most alpha). p: smallest "
      "corrected; "
      "statistic: largest |t|. Each reference execution left out: p_loo, how many look as odd as the oddest; "
      "loo_rate, the share that the test would reject";
  entry.source =
      "Chatelain et al. 2024 (IEEE Trans. Computers), with the t prediction interval in place of their "
      "normal one (convention = \"published\"), which rejects 18.5 % at 5 % for K = 5, 6.8 % for K = 30";
  entry.inputs = "one number per execution, across a factor; targets = \"row\" tests all rows at once";
  entry.unit = "";
  entry.range = "from 0 to 1";
  entry.undefined = "fewer than 3 executions of the reference";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
