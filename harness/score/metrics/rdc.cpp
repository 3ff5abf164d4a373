#include "harness/score/metrics/components.hpp"
#include "harness/score/metrics/metrics.hpp"
#include "harness/score/metrics/sample.hpp"

#include <cmath>
#include <numbers>

namespace reprovip::score {

namespace {

// 95 % of differences between two executions stay below this many of their standard deviations.
const double k_difference = 1.96 * std::numbers::sqrt2;

class RdcMetric : public ValuesMetric {
public:
  explicit RdcMetric(SplitQuestion question) : m_question(std::move(question)) {}

  ValuesNeeds needs() const override { return split_needs(m_question); }

  Finding of(const Sample& sample) const override {
    const auto split = split_variance(sample, m_question);
    if (!split.reason.empty()) {
      auto finding = undefined(split.reason);
      finding.identical = all_the_same(sample);
      return finding;
    }
    const auto part = split.part("");
    Finding finding;
    finding.estimate = coefficient(split.sum(part));
    if (const auto limits = split.sum_limits(part, m_question.confidence)) {
      finding.interval =
          model::Interval{coefficient(limits->low), coefficient(limits->high), m_question.confidence};
    } else {
      finding.reason = "no interval: no subject has every condition";
    }
    finding.identical = identical_within(sample);
    finding.notes = split.notes;
    finding.fields = {{"rc", coefficient(split.sum(split.part("run")))},
                      {"sd_run", std::sqrt(split.sum(split.part("run")))},
                      {"sd_factors", std::sqrt(split.sum(split.part("factors")))},
                      {"sd_interactions", std::sqrt(split.sum(split.part("interactions")))}};
    // One-sided at the same confidence.
    if (const auto limits = split.sum_limits(part, 2 * m_question.confidence - 1)) {
      finding.fields.emplace_back("upper", coefficient(limits->high));
    }
    return finding;
  }

private:
  static double coefficient(double variance) { return k_difference * std::sqrt(variance); }

  SplitQuestion m_question;
};

Result<MetricPlugin> make(const Options& options) {
  TRY_ASSIGN(auto question, split_question(options));
  return MetricPlugin(std::make_unique<RdcMetric>(std::move(question)));
}

} // namespace

MetricEntry rdc_metric() {
  MetricEntry entry;
  entry.declaration = {
      "rdc",
      "reproducibility coefficient: 95 % of differences between two executions of a subject, in any "
      "two conditions, stay below it",
      split_declarations(),
      {"rc", "upper", "sd_run", "sd_factors", "sd_interactions"}};
  entry.formula =
      "1.96 sqrt(2) sqrt(factors + interactions + run), the components of `variance`; rc: of the run "
      "alone; upper: one-sided limit; sd_*: roots of the components";
  entry.source = "Raunig et al. 2015 (QIBA); components and limits as `variance`";
  entry.inputs = "one number per execution, of several conditions";
  entry.unit = "of the value";
  entry.range = "from 0";
  entry.undefined =
      "fewer than 2 subjects or 2 executions, all values are the same, or no execution is repeated";
  entry.version = 2;
  entry.default_per = "study";
  entry.pools_targets = true;
  entry.make = make;
  return entry;
}

} // namespace reprovip::score
