#include "harness/stats/normality.hpp"

#include "harness/base/format.hpp"
#include "harness/score/metrics/metrics.hpp"

#include <algorithm>
#include <functional>

namespace reprovip::score {

namespace {

class NormalityMetric : public ValuesMetric {
public:
  Finding of(const Sample& sample) const override {
    Finding finding;
    std::size_t identical = 0;
    std::string worst;
    for (const auto& target : sample.targets) {
      std::vector<double> values;
      for (const auto& observation : target.observations) {
        values.push_back(observation.value);
      }
      const auto test = stats::shapiro_wilk(values);
      if (!test && !same(values)) {
        return undefined(format("{} has {} values: it takes 3 to 5000", target.name, values.size()));
      }
      identical += test ? 0U : 1U;
      if (test && (!finding.estimate || test->p < *finding.estimate)) {
        finding.estimate = test->p;
        finding.fields = {{"w", test->w}};
        worst = target.name;
      }
    }
    if (!finding.estimate) {
      auto none = undefined("all values are the same");
      none.identical = !sample.targets.empty();
      return none;
    }
    finding.fields.emplace_back("n_identical", static_cast<double>(identical));
    finding.notes.push_back("worst: " + worst);
    return finding;
  }

private:
  static bool same(const std::vector<double>& values) {
    return values.size() > 1 &&
           std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
  }
};

Result<MetricPlugin> make(const Options& /*options*/) {
  return MetricPlugin(std::make_unique<NormalityMetric>());
}

} // namespace

MetricEntry normality_metric() {
  MetricEntry entry;
  entry.declaration = {"normality",
                       "whether executions scatter normally: Shapiro-Wilk's p of the worst target",
                       {},
                       {"w", "n_identical"}};
  entry.formula =
      "p of W over the executions of a target, smallest over targets; w: of that target; n_identical: "
      "targets whose values are all the same, which have none";
  entry.source = "Shapiro & Wilk 1965; Royston 1995 (AS R94), in double precision as R";
  entry.inputs = "one number per execution, 3 to 5000 of each target";
  entry.range = "0 to 1";
  entry.undefined = "a target has fewer than 3 values or more than 5000, or all values are the same";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
