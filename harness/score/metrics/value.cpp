#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/sums.hpp"

#include <cmath>

namespace reprovip::score {

namespace {

class ValueMetric : public ValuesMetric {
public:
  Finding of(const Sample& sample) const override {
    std::vector<double> values;
    for (const auto& group : groups_of(sample)) {
      values.insert(values.end(), group.begin(), group.end());
    }
    const auto summary = stats::moments(values);
    Finding finding;
    finding.estimate = summary.mean;
    finding.identical = summary.count > 1 && summary.minimum == summary.maximum;
    finding.fields = {
        {"min", summary.minimum}, {"max", summary.maximum}, {"n", static_cast<double>(summary.count)}};
    if (summary.count > 1) {
      finding.fields.emplace_back("sd", std::sqrt(summary.variance()));
    }
    return finding;
  }
};

Result<MetricPlugin> make(const Options&) {
  return MetricPlugin(std::make_unique<ValueMetric>());
}

} // namespace

MetricEntry value_metric() {
  MetricEntry entry;
  entry.declaration = {"value",
                       "the mean over executions, with sd, min and max: what was measured",
                       {},
                       {"sd", "min", "max", "n"}};
  entry.formula = "sum x / n over all executions of the group; sd: of n - 1; min, max; n executions";
  entry.source = "sums are shifted, two-pass and compensated (NIST StRD)";
  entry.inputs = "one number per execution";
  entry.unit = "of the value";
  entry.range = "any";
  entry.undefined = "no execution has the value";
  entry.default_per = "condition";
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
