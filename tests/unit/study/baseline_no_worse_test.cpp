#include "harness/baseline/accept.hpp"
#include "harness/baseline/difference.hpp"
#include "harness/score/metric.hpp"

#include <gtest/gtest.h>

#include <map>

namespace reprovip::study {
namespace {

// Volumes of four subjects, four runs of each, of two versions.
const std::vector<std::vector<double>> k_before = {
    {10.1, 10.4, 9.8, 10.2}, {20.3, 19.9, 20.0, 20.6}, {29.5, 30.1, 30.4, 29.9}, {41.0, 40.2, 40.7, 40.9}};
const std::vector<std::vector<double>> k_after = {
    {10.3, 10.0, 10.6, 10.2}, {20.8, 19.7, 20.2, 20.9}, {30.0, 30.6, 29.4, 30.7}, {40.1, 41.5, 41.2, 40.6}};

model::Baseline baseline_of(const std::vector<std::vector<double>>& values) {
  model::Study study;
  auto& plan = study.plan;
  plan.conditions.push_back({});
  model::Series series{"volumes", "volume", "", {}};
  for (std::uint32_t s = 0; s < values.size(); ++s) {
    plan.resolved.subjects.emplace_back().id = "s" + std::to_string(s);
    plan.cells.push_back({s, 0, {}});
    for (std::uint32_t k = 0; k < values[s].size(); ++k) {
      plan.executions.push_back({s, k + 1, 0});
      study.records.emplace_back(model::Record{})->ending.outcome = model::Outcome::succeeded;
      series.values.emplace_back(values[s][k]);
    }
  }
  study.observations.series = {series};
  return baseline::accept(study);
}

score::Sample sample_of() {
  score::Sample sample;
  sample.columns = 2;
  sample.across = true;
  sample.levels = {"before", "after"};
  for (std::size_t s = 0; s < k_before.size(); ++s) {
    auto& target = sample.targets.emplace_back();
    target.name = "s" + std::to_string(s);
    for (std::uint32_t column = 0; column < 2; ++column) {
      const auto& values = (column == 0 ? k_before : k_after)[s];
      for (std::uint32_t k = 0; k < values.size(); ++k) {
        target.observations.push_back({values[k], 0, column, k, {}, {}});
      }
    }
  }
  return sample;
}

// A study beside a baseline is judged as two levels of one study are.
TEST(BaselineDifference, HasTheNumbersOfTheMetricNoWorse) {
  const auto plugin = score::find_metric("no_worse")->make({});
  ASSERT_TRUE(plugin);
  const auto finding = std::get<std::unique_ptr<score::ValuesMetric>>(*plugin)->of(sample_of());
  ASSERT_TRUE(finding.interval);
  std::map<std::string, double> fields(finding.fields.begin(), finding.fields.end());
  const auto result = baseline::difference(baseline_of(k_before), baseline_of(k_after), {});
  ASSERT_TRUE(result);
  const auto& tests = result->values.at(0).tests;
  ASSERT_TRUE(tests);
  EXPECT_NEAR(tests->shift.value / tests->rc, *finding.estimate, 1e-12);
  EXPECT_NEAR(tests->bias.low, finding.interval->low, 1e-12);
  EXPECT_NEAR(tests->bias.high, finding.interval->high, 1e-12);
  EXPECT_NEAR(tests->rc, fields.at("rc"), 1e-12);
  EXPECT_NEAR(tests->ratio.ratio, fields.at("ratio"), 1e-12);
  EXPECT_NEAR(tests->ratio.low, fields.at("ratio_low"), 1e-12);
  EXPECT_NEAR(tests->ratio.high, fields.at("ratio_high"), 1e-12);
  EXPECT_EQ(tests->holds(), finding.decision);
}

} // namespace
} // namespace reprovip::study
