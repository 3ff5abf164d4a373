#include "harness/stats/planning.hpp"
#include "harness/study/power.hpp"
#include "harness/study/rounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace reprovip::study {
namespace {

using ::testing::HasSubstr;

model::Plan plan_of(std::uint32_t subjects, std::uint32_t repetitions) {
  model::Plan plan;
  plan.conditions.emplace_back();
  for (std::uint32_t subject = 0; subject < subjects; ++subject) {
    plan.cells.push_back({subject, 0, {}});
    for (std::uint32_t repetition = 1; repetition <= repetitions; ++repetition) {
      plan.executions.push_back({subject, repetition, 0});
    }
  }
  return plan;
}

void require(model::Plan& plan, const std::string& kind, const std::string& word, double limit) {
  auto& metric = plan.resolved.protocol.metrics.emplace_back();
  metric.id = "m";
  metric.kind = kind;
  auto& criterion = plan.resolved.protocol.criteria.emplace_back();
  criterion.id = "c";
  criterion.metric = "m";
  criterion.require.kind = model::Expression::Kind::binary;
  criterion.require.word = word;
  criterion.require.operands.resize(2);
  criterion.require.operands[0].kind = model::Expression::Kind::name;
  criterion.require.operands[0].word = kind;
  criterion.require.operands[1].number = limit;
}

double number(const PowerItem& item, const std::string& name) {
  const auto found = std::find_if(item.numbers.begin(), item.numbers.end(),
                                  [&](const auto& one) { return one.first == name; });
  if (found == item.numbers.end()) {
    throw std::runtime_error("no " + name);
  }
  return found->second;
}

TEST(Power, SaysWhatCleanRunsBound) {
  const auto items = power_of(plan_of(2, 10));
  ASSERT_EQ(items.size(), 2U);
  EXPECT_NEAR(number(items[0], "rate_of_subject"), 0.259, 1e-3);
  EXPECT_NEAR(number(items[0], "rate"), 0.139, 1e-3);
  EXPECT_EQ(number(items[1], "df"), 18);
}

TEST(Power, SaysHowWellAnSdIsKnown) {
  const auto items = power_of(plan_of(1, 10));
  EXPECT_NEAR(number(items[1], "low"), 0.69, 5e-3);
  EXPECT_NEAR(number(items[1], "high"), 1.83, 5e-3);
}

TEST(Power, FindsTheNuThatACriterionLetsPass) {
  auto plan = plan_of(10, 3);
  require(plan, "nu", "<=", 0.10);
  const auto item = power_of(plan).at(2);
  EXPECT_EQ(item.about, "c");
  const double nu = number(item, "passes_below");
  EXPECT_NEAR(stats::probability_nu_below(nu, 0.10, 10, 3, 0.95), 0.8, 1e-6);
  EXPECT_NEAR(stats::probability_nu_above(number(item, "fails_above"), 0.10, 10, 3, 0.95), 0.8, 1e-6);
}

TEST(Power, TakesAnIccForItsNu) {
  auto plan = plan_of(10, 3);
  require(plan, "icc", ">=", 0.99);
  EXPECT_NEAR(number(power_of(plan).at(2), "limit"), 0.1, 1e-12);
}

TEST(Power, OfATostFollowsFromNu) {
  auto plan = plan_of(20, 3);
  require(plan, "tost", "<=", 1);
  plan.resolved.protocol.metrics[0].options["margin"] = std::string("0.1 sd(subjects)");
  const auto item = power_of(plan).at(2);
  const double nu = number(item, "passes_below");
  const double sd = std::sqrt(2.0 / 3) * nu / std::sqrt(1 - nu * nu);
  EXPECT_NEAR(stats::probability_equivalent(sd, 0.1, 20, 0.05), 0.8, 1e-6);
}

TEST(Power, SaysWhatLooksCost) {
  auto plan = plan_of(5, 3);
  auto& repeat = plan.resolved.protocol.repeat;
  repeat.minimum = 2;
  repeat.maximum = 10;
  repeat.until.emplace();
  EXPECT_EQ(rounds_of(repeat), (std::vector<std::uint32_t>{2, 3, 4, 6, 9, 10}));
  const auto item = power_of(plan).at(2);
  EXPECT_THAT(item.text, HasSubstr("up to 6 times"));
  EXPECT_THAT(item.text, HasSubstr("99.17 % each time"));
  double spent = 0;
  for (const auto& [name, confidence] : item.numbers) {
    spent += 1 - confidence;
  }
  EXPECT_NEAR(spent, 0.05, 1e-12);
}

TEST(Power, SaysNothingOfOneRepetition) {
  EXPECT_THAT(power_of(plan_of(5, 1)).at(0).text, HasSubstr("repeat"));
}

} // namespace
} // namespace reprovip::study
