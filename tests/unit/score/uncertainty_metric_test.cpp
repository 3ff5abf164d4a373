#include "harness/stats/distributions.hpp"
#include "harness/stats/random.hpp"

#include "tests/unit/score/samples.hpp"
#include "tests/unit/stats/designs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace reprovip::score {
namespace {

using test::compute;
using test::compute_sample;
using test::field;

const Options k_single = {{"single", true}};

// One subject in two environments, three executions each: means 11 and 14, within each 1 squared.
Sample two_environments() {
  Sample sample;
  sample.factors = {{"engine", {"docker", "guix"}}};
  auto& target = sample.targets.emplace_back();
  target.name = "a";
  const std::vector<double> values = {10, 11, 12, 13, 14, 15};
  for (std::uint32_t i = 0; i < 6; ++i) {
    target.observations.push_back({values[i], 0, i % 3, 0, {i / 3}});
  }
  sample.columns = 3;
  return sample;
}

// MS of the engine 13.5 (df 1), of the run 1 (df 4): components 12.5 / 3 and 1. Of the mean 13.5 / 6.
TEST(Uncertainty, OfTheMeanIsThatOfTheEnvironments) {
  const auto finding = compute_sample("uncertainty", two_environments());
  EXPECT_EQ(*finding.estimate, 12.5);
  EXPECT_NEAR(field(finding, "u_engine"), std::sqrt(12.5 / 3 / 2), 1e-12);
  EXPECT_NEAR(field(finding, "u_run"), std::sqrt(1.0 / 6), 1e-12);
  EXPECT_NEAR(field(finding, "u_total"), std::sqrt(13.5 / 6), 1e-12);
  EXPECT_NEAR(field(finding, "df"), 1, 1e-12);
  EXPECT_NEAR(finding.interval->high - 12.5, 12.706204736 * std::sqrt(13.5 / 6), 1e-6); // R: qt(0.975, 1)
  ASSERT_EQ(finding.notes.size(), 1U);
  EXPECT_EQ(finding.notes.back(), "1 degrees of freedom, for want of levels of engine: the interval is wide");
}

// A further execution elsewhere: 3/2 of 12.5 / 3 and 7/6 of 1, that is 6.25 + 7/6; in mean squares 6.75 - 0.5
// of the engine's share and the rest of the run's: 13.5 x 0.5 and 1 x 2/3.
TEST(Uncertainty, OfOneExecutionHasEverySourceOnceMore) {
  const auto finding = compute_sample("uncertainty", two_environments(), k_single);
  const double variance = 6.25 + 7.0 / 6;
  EXPECT_NEAR(field(finding, "u_total"), std::sqrt(variance), 1e-12);
  const double df = variance * variance / (6.75 * 6.75 / 1 + 4.0 / 9 / 4);
  EXPECT_NEAR(field(finding, "df"), df, 1e-12);
  EXPECT_NEAR(field(finding, "expanded"), stats::t_quantile(0.975, df) * std::sqrt(variance), 1e-9);
}

// One source: the interval of Student.
TEST(Uncertainty, OfRepetitionsIsStudents) {
  const auto mean = compute("uncertainty", {{1, 2, 3, 4}});
  const double s = std::sqrt(5.0 / 3);
  EXPECT_NEAR(mean.interval->low, 2.5 - 3.18244630528371 * s / 2, 1e-9);
  const auto single = compute("uncertainty", {{1, 2, 3, 4}}, k_single);
  EXPECT_NEAR(single.interval->low, 2.5 - 3.18244630528371 * s * std::sqrt(1.25), 1e-9);
}

TEST(Uncertainty, CountsSubjectsUnlessTheyAreMeant) {
  const std::vector<std::vector<double>> table = {{1, 2}, {5, 6}, {9, 10}};
  const auto sampled = compute("uncertainty", table);
  // MS 32 (df 2) and 0.5 (df 3).
  EXPECT_NEAR(field(sampled, "u_total"), std::sqrt(32.0 / 6), 1e-12);
  EXPECT_NEAR(field(sampled, "df"), 2, 1e-12);
  const auto fixed = compute("uncertainty", table, {{"subjects", std::string("fixed")}});
  EXPECT_NEAR(field(fixed, "u_total"), std::sqrt(0.5 / 6), 1e-12);
  EXPECT_NEAR(field(fixed, "df"), 3, 1e-12);
  EXPECT_EQ(field(fixed, "u_subject"), 0);
}

TEST(Uncertainty, IsNoneWhereNothingChangesIt) {
  const auto finding = compute("uncertainty", {{3, 3, 3}});
  EXPECT_TRUE(finding.identical);
  EXPECT_EQ(finding.interval->low, 3);
  EXPECT_EQ(finding.interval->high, 3);
}

TEST(Uncertainty, SaysWhyItIsAbsent) {
  EXPECT_FALSE(compute("uncertainty", {{3}}).estimate);
  EXPECT_EQ(compute("uncertainty", {{3}}).reason, "there are fewer than 2 executions: repeat them");
  EXPECT_FALSE(find_metric("uncertainty")->make({{"subjects", std::string("some")}}));
}

// Unbalanced: by likelihood, and not far from the balanced answer.
TEST(Uncertainty, TakesUnbalancedData) {
  auto sample = two_environments();
  sample.targets.front().observations.push_back({11.5, 0, 3, 0, {0}});
  const auto finding = compute_sample("uncertainty", sample);
  ASSERT_TRUE(finding.interval);
  EXPECT_NEAR(field(finding, "u_total"), 1.5, 0.2);
  EXPECT_NEAR(field(finding, "df"), 1, 0.3);
}

double normal(stats::Random& random) {
  const double u = 1 - random.uniform();
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * 3.14159265358979323846 * random.uniform());
}

struct Truth {
  std::uint32_t engines = 6;
  double engine = 1; // standard deviations
  double run = 1;
};

// How often intervals hold what they speak of: the mean of all environments, or one more execution in a new
// one.
double coverage(const Truth& truth, const Options& options, bool single, std::uint64_t studies) {
  std::uint64_t held = 0;
  for (std::uint64_t i = 0; i < studies; ++i) {
    stats::Random random(11, i);
    Sample sample;
    sample.factors = {{"engine", {}}};
    auto& target = sample.targets.emplace_back();
    for (std::uint32_t engine = 0; engine < truth.engines; ++engine) {
      sample.factors.front().levels.push_back(std::to_string(engine));
      const double offset = truth.engine * normal(random);
      for (std::uint32_t run = 0; run < 3; ++run) {
        target.observations.push_back({offset + truth.run * normal(random), 0, run, 0, {engine}});
      }
    }
    const double meant = single ? truth.engine * normal(random) + truth.run * normal(random) : 0;
    const auto finding = compute_sample("uncertainty", sample, options);
    held += finding.interval && finding.interval->low <= meant && meant <= finding.interval->high ? 1U : 0U;
  }
  return static_cast<double>(held) / static_cast<double>(studies);
}

// Few levels that lie close together by chance are no knowledge: never less than the nominal share.
TEST(Uncertainty, HoldsWhatItPromises) {
  const bool all = std::getenv("REPROVIP_LONG") != nullptr || std::getenv("REPROVIP_TEST_ALL") != nullptr;
  const std::uint64_t studies = all ? 20000 : 1000;
  const double chance = 4 * std::sqrt(0.05 * 0.95 / static_cast<double>(studies));
  for (const std::uint32_t engines : {2U, 3U, 4U}) {
    for (const double engine : {0.0, 0.5, 1.0, 3.0}) {
      EXPECT_GE(coverage({engines, engine, 1}, {}, false, studies), 0.94 - chance)
          << engines << " " << engine;
    }
  }
  for (const double engine : {0.5, 1.0, 3.0}) {
    EXPECT_GE(coverage({6, engine, 1}, k_single, true, studies), 0.935 - chance) << engine;
    EXPECT_LE(coverage({6, engine, 1}, k_single, true, studies), 0.985 + chance) << engine;
  }
}

// Means 11.1 and 11.2 beside runs of 1: the engine is 0, and its one degree of freedom remains.
TEST(Uncertainty, KeepsTheDegreesOfFreedomOfWhatIsTakenAsZero) {
  auto sample = two_environments();
  const std::vector<double> values = {10.1, 11.1, 12.1, 10.2, 11.2, 12.2};
  for (std::size_t i = 0; i < values.size(); ++i) {
    sample.targets.front().observations[i].value = values[i];
  }
  const auto finding = compute_sample("uncertainty", sample);
  EXPECT_EQ(field(finding, "u_engine"), 0);
  EXPECT_NEAR(field(finding, "u_total"), std::sqrt(1.0 / 6), 1e-12);
  EXPECT_NEAR(field(finding, "df"), 1, 1e-9);
}

} // namespace
} // namespace reprovip::score
