#include "harness/stats/proportions.hpp"

#include "tests/unit/score/fake_study.hpp"
#include "tests/unit/score/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

using test::compute;
using test::compute_sample;
using test::field;
using test::sample_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Options k_from_five = {{"threshold", 5.0}};

TEST(FlipsMetric, CountsDecisionsThatAreNotTheUsualOne) {
  const auto finding = compute("flips", {{1, 2, 6, 1}, {7, 8, 9, 6}, {4, 4, 4, 5}}, k_from_five);
  EXPECT_NEAR(*finding.estimate, 2.0 / 12, 1e-15);
  EXPECT_EQ(field(finding, "flips"), 2);
  EXPECT_EQ(field(finding, "trials"), 12);
  EXPECT_EQ(field(finding, "flipped"), 2);
  EXPECT_THAT(finding.notes, ElementsAre("not decided alike: s1, s3"));
}

TEST(FlipsMetric, BoundsTheRateWhenNothingFlips) {
  const std::vector<double> steady(20, 7.0);
  const auto finding = compute("flips", {steady}, k_from_five);
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_NEAR(field(finding, "upper"), 0.139108340668265, 1e-12);
  EXPECT_EQ(finding.interval->low, 0);
  EXPECT_TRUE(finding.identical);
}

TEST(FlipsMetric, HoldsDecisionsAgainstTheTruth) {
  auto sample = sample_of({{6, 4}, {7, 8}, {2, 1}});
  sample.targets[0].truth = 9;
  sample.targets[1].truth = 9;
  sample.targets[2].truth = 9;
  const auto finding = compute_sample("flips", sample, k_from_five);
  EXPECT_NEAR(*finding.estimate, 0.5, 1e-15);
  EXPECT_NEAR(field(finding, "sensitivity"), 0.5, 1e-15);
  // All truths are yes.
  EXPECT_TRUE(std::none_of(finding.fields.begin(), finding.fields.end(),
                           [](const auto& one) { return one.first == "specificity"; }));
}

TEST(FlipsMetric, DecidesSignificanceOnceAColumn) {
  // Column 1: t = mean 2 / (sd 1 / sqrt 3) = 3.46, p = 0.074; column 2: t = 3.1 / (0.1 / sqrt 3), p < 0.001.
  const auto finding =
      compute("flips", {{1, 3}, {2, 3.1}, {3, 3.2}}, {{"decision", std::string("significance")}});
  EXPECT_NEAR(*finding.estimate, 0.5, 1e-15);
  EXPECT_EQ(field(finding, "trials"), 2);
  EXPECT_GT(field(finding, "p_sd"), 0);
}

TEST(FlipsMetric, ComparesTheTopAndTheOrderOfTargets) {
  const std::vector<std::vector<double>> table = {{9, 9, 8}, {5, 8, 9}, {1, 1, 1}};
  EXPECT_NEAR(*compute("flips", table, {{"decision", std::string("top")}}).estimate, 1.0 / 3, 1e-15);
  const Options two = {{"decision", std::string("top")}, {"top", 2.0}};
  EXPECT_EQ(*compute("flips", table, two).estimate, 0);
  EXPECT_NEAR(*compute("flips", table, {{"decision", std::string("order")}}).estimate, 1.0 / 3, 1e-15);
}

TEST(FlipsMetric, SaysWhatIsMissing) {
  EXPECT_THAT(compute("flips", {{1}, {2}}).reason, HasSubstr("repeat"));
  EXPECT_THAT(compute("flips", {{1}, {2}}, {{"decision", std::string("order")}}).reason,
              HasSubstr("fewer than 2"));
  EXPECT_FALSE(find_metric("flips")->make({{"decision", std::string("maybe")}}));
  EXPECT_FALSE(find_metric("flips")->make({{"alpha", 2.0}}));
}

TEST(McnemarMetric, CountsTargetsDecidedDifferently) {
  std::vector<std::vector<double>> table(2, {1, 9});
  table.insert(table.end(), 12, {9, 1});
  table.insert(table.end(), 6, {9, 9});
  const auto finding = compute("mcnemar", table, k_from_five);
  EXPECT_NEAR(*finding.estimate, 0.012939453125, 1e-12);
  EXPECT_EQ(field(finding, "first_only"), 12);
  EXPECT_EQ(field(finding, "second_only"), 2);
  EXPECT_EQ(field(finding, "share_first"), 0.9);
  EXPECT_FALSE(find_metric("mcnemar")->make({{"decision", std::string("order")}}));
}

// A row per target of value, uncertainty, value, uncertainty ...
Sample with_uncertainty(const std::vector<std::vector<double>>& rows) {
  std::vector<std::vector<double>> values;
  for (const auto& row : rows) {
    auto& some = values.emplace_back();
    for (std::size_t i = 0; i < row.size(); i += 2) {
      some.push_back(row[i]);
    }
  }
  auto sample = sample_of(values);
  for (std::size_t target = 0; target < rows.size(); ++target) {
    for (std::size_t i = 0; i < values[target].size(); ++i) {
      sample.targets[target].observations[i].companion = rows[target][2 * i + 1];
    }
  }
  return sample;
}

const Options k_crlb = {{"uncertainty", std::string("CRLB")}};

TEST(NormalisedError, IsTheDifferenceOverBothUncertainties) {
  // ISO 13528: 10.2 +- 0.08 and 10.0 +- 0.05 (standard uncertainties, U = 2 u).
  const auto finding = compute_sample("en", with_uncertainty({{10.2, 0.08, 10.0, 0.05}}), k_crlb);
  EXPECT_NEAR(*finding.estimate, 1.059998, 1e-6);
  EXPECT_EQ(finding.decision, false);
  EXPECT_EQ(field(finding, "above"), 1);
}

TEST(NormalisedError, TakesTheWorstPairOfTheWorstTarget) {
  const auto finding =
      compute_sample("en", with_uncertainty({{1, 1, 1.5, 1, 2, 1}, {5, 0.5, 5, 0.5, 5, 0.5}}), k_crlb);
  EXPECT_NEAR(*finding.estimate, 1 / (2 * std::sqrt(2.0)), 1e-15);
  EXPECT_EQ(finding.decision, true);
  EXPECT_THAT(finding.notes, ElementsAre("largest: s1"));
}

TEST(NoiseRatio, IsTheSdBetweenExecutionsOverTheReportedOne) {
  const auto finding =
      compute_sample("noise_ratio", with_uncertainty({{1, 4, 3, 4}, {10, 2, 10, 2}}), k_crlb);
  // Variances 2 and 0 over 16 and 4; the mean squares are (2 + 0) / 2 and (16 + 4) / 2.
  EXPECT_NEAR(*finding.estimate, std::sqrt(2.0 / 16 / 2), 1e-15);
  EXPECT_NEAR(field(finding, "wsd"), 1, 1e-15);
  EXPECT_NEAR(field(finding, "uncertainty"), std::sqrt(10.0), 1e-15);
  EXPECT_NEAR(field(finding, "max_ratio"), std::sqrt(2.0) / 4, 1e-15);
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, *finding.estimate);
}

TEST(NoiseRatio, NeedsEveryUncertainty) {
  auto sample = with_uncertainty({{1, 4, 3, 0}});
  EXPECT_THAT(compute_sample("noise_ratio", sample, k_crlb).reason, HasSubstr("\"CRLB\""));
  sample.targets[0].observations[1].companion.reset();
  EXPECT_FALSE(compute_sample("noise_ratio", sample, k_crlb).estimate);
  EXPECT_FALSE(find_metric("noise_ratio")->make({}));
}

TEST(Coverage, CountsIntervalsThatHoldTheTruth) {
  auto sample = with_uncertainty({{1, 1, 4, 1}, {5, 0.5, 5.9, 0.5}});
  EXPECT_THAT(compute_sample("coverage", sample, k_crlb).reason, HasSubstr("truth"));
  sample.targets[0].truth = 1.5;
  sample.targets[1].truth = 5;
  const auto finding = compute_sample("coverage", sample, k_crlb);
  EXPECT_EQ(*finding.estimate, 0.75);
  EXPECT_NEAR(field(finding, "nominal"), 0.9545, 1e-4);
}

TEST(Companions, AreReadFromTheirColumn) {
  test::FakeStudy study({"a"}, {{"engine", {"docker", "guix"}}}, 2);
  study.write(0, 0, 1, "name,x,crlb\nNAA,10.2,0.08\n");
  study.write(0, 0, 2, "name,x,crlb\nNAA,10.2,0.08\n");
  study.write(0, 1, 1, "name,x,crlb\nNAA,9.9,0.04\n");
  study.write(0, 1, 2, "name,x,crlb\nNAA,10.1,0.06\n");
  auto& spec = study.metric("en", "x");
  spec.options = {{"uncertainty", std::string("crlb")}};
  spec.across = "engine";
  const auto scores = study.scores().scores;
  ASSERT_EQ(scores.size(), 1U);
  EXPECT_NEAR(*scores[0].estimate, 1.059998, 1e-6);
}

TEST(Nondeterminism, CountsRunsOutsideTheUsualClass) {
  test::FakeStudy study({"a", "b"}, {}, 4);
  for (std::uint32_t repetition = 1; repetition <= 4; ++repetition) {
    study.write(0, 0, repetition, repetition == 3 ? "x" : "y");
    study.write(1, 0, repetition, "z");
  }
  study.metric("nondeterminism");
  const auto score = study.scores().scores.at(0);
  EXPECT_EQ(score.estimate, 0.125);
  EXPECT_EQ(score.decision, std::nullopt);
  EXPECT_FALSE(score.identical);
  EXPECT_NEAR(score.interval->high, stats::clopper_pearson(1, 8, 0.95).high, 1e-15);
  EXPECT_THAT(score.notes, ElementsAre(HasSubstr("undecided")));
}

TEST(Nondeterminism, PassesOnlyAfterEnoughCleanRuns) {
  for (const std::uint32_t runs : {30U, 31U}) {
    test::FakeStudy study({"a"}, {}, runs);
    for (std::uint32_t repetition = 1; repetition <= runs; ++repetition) {
      study.write(0, 0, repetition, "same");
    }
    study.metric("nondeterminism");
    const auto score = study.scores().scores.at(0);
    EXPECT_EQ(score.decision, runs == 31 ? std::optional(true) : std::nullopt);
    EXPECT_FALSE(score.identical);
  }
}

} // namespace
} // namespace reprovip::score
