#include "harness/base/format.hpp"
#include "harness/score/metrics/decisions.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/proportions.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

// What was right, or yes when there is no truth, at one level and at the other.
struct Pairs {
  std::uint64_t both = 0;
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::uint64_t neither = 0;

  double total() const { return static_cast<double>(both + first + second + neither); }
};

bool holds(double value, const Target& target, const DecisionRule& rule, bool truth) {
  const auto decision = decide(value, rule);
  return truth ? decision == decide(*target.truth, rule) : decision == "yes" || decision == "above";
}

Pairs count(const Sample& sample, const DecisionRule& rule, bool truth) {
  Pairs pairs;
  for (const auto& target : sample.targets) {
    const bool a = holds(target.observations[0].value, target, rule, truth);
    const bool b = holds(target.observations[1].value, target, rule, truth);
    ++(a ? (b ? pairs.both : pairs.first) : (b ? pairs.second : pairs.neither));
  }
  return pairs;
}

class McnemarMetric : public ValuesMetric {
public:
  explicit McnemarMetric(DecisionRule rule) : m_rule(rule) {}

  ValuesNeeds needs() const override {
    ValuesNeeds needs;
    needs.across = true;
    needs.pairs_of_levels = true;
    return needs;
  }

  Finding of(const Sample& all) const override {
    const auto sample = complete_part(all);
    const bool paired = std::all_of(sample.targets.begin(), sample.targets.end(),
                                    [](const Target& target) { return target.observations.size() == 2; });
    if (sample.targets.empty() || !paired) {
      return undefined("no target has both levels");
    }
    const bool truth = std::all_of(sample.targets.begin(), sample.targets.end(),
                                   [](const Target& target) { return target.truth.has_value(); });
    const auto pairs = count(sample, m_rule, truth);
    Finding finding;
    finding.estimate = stats::mcnemar_p(pairs.first, pairs.second);
    finding.identical = identical_within(sample);
    finding.fields = {{"p", *finding.estimate},
                      {"first_only", static_cast<double>(pairs.first)},
                      {"second_only", static_cast<double>(pairs.second)},
                      {"agree", static_cast<double>(pairs.both + pairs.neither)},
                      {"share_first", static_cast<double>(pairs.both + pairs.first) / pairs.total()},
                      {"share_second", static_cast<double>(pairs.both + pairs.second) / pairs.total()}};
    finding.notes.emplace_back(truth ? "counts are of right decisions" : "counts are of yes");
    note_left_out(all, sample, finding);
    return finding;
  }

private:
  DecisionRule m_rule;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(const auto rule, decision_options(options));
  if (is_of_columns(rule.kind)) {
    return failure(ErrorKind::protocol, "\"mcnemar\" pairs the decisions of targets",
                   "use decision = \"threshold\" or \"sign\"");
  }
  return MetricPlugin(std::make_unique<McnemarMetric>(rule));
}

} // namespace

MetricEntry mcnemar_metric() {
  MetricEntry entry;
  auto options = decision_declarations();
  options.resize(2); // decision and threshold
  options.front().choices = {"threshold", "sign"};
  options.front().doc = "what is concluded of each target: that it is at least, or above, the threshold";
  entry.declaration = {"mcnemar",
                       "whether two levels decide differently: p of McNemar's exact test",
                       options,
                       {"p", "first_only", "second_only", "agree", "share_first", "share_second"}};
  entry.formula =
      "min(1, 2 P(X >= max(b, c))), X ~ Binomial(b + c, 1/2); b = first_only, c = second_only: targets "
      "that are yes (with a ground truth: right) at one level only. share_first, share_second: the "
      "share of such targets. A level's value is the mean of its executions";
  entry.source = "McNemar 1947, exact";
  entry.inputs = "one number per execution, across a factor";
  entry.range = "0 to 1; 1 when no target is decided differently";
  entry.undefined = "no target has both levels";
  entry.default_per = "condition";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
