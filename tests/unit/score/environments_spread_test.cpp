#include "tests/unit/score/two_levels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

using test::compute_sample;
using test::field;
using test::levels_of;
using test::repeated;
using ::testing::HasSubstr;

TEST(VarianceRatioMetric, PassesFailsOrCannotTell) {
  const auto less = compute_sample("variance_ratio", repeated(3, 0.5));
  EXPECT_NEAR(*less.estimate, 0.5, 1e-12);
  EXPECT_EQ(less.decision, true);
  EXPECT_EQ(compute_sample("variance_ratio", repeated(0, 3)).decision, false);
  const auto same = compute_sample("variance_ratio", repeated(0, 1));
  EXPECT_FALSE(same.decision);
  EXPECT_THAT(same.reason, HasSubstr("both sides of 1.25"));
  // p and the interval say the same.
  EXPECT_LT(field(less, "p"), 0.05);
  EXPECT_GT(field(same, "p"), 0.05);
}

TEST(VarianceRatioMetric, OfExactExecutions) {
  const auto both = compute_sample("variance_ratio", levels_of({{{1, 1}, {2, 2}}, {{3, 3}, {4, 4}}}));
  EXPECT_EQ(both.decision, true);
  EXPECT_FALSE(both.estimate);
  EXPECT_FALSE(both.identical);
  EXPECT_EQ(compute_sample("variance_ratio", levels_of({{{1, 1}, {2, 2.5}}})).decision, false);
  const auto steady = compute_sample("variance_ratio", levels_of({{{1, 1.5}, {2, 2}}}));
  EXPECT_EQ(*steady.estimate, 0);
  EXPECT_EQ(steady.decision, true);
  // Two of the three reference executions are the same: two that are at the other level show nothing.
  const auto rare = compute_sample("variance_ratio", levels_of({{{1, 1, 1.5}, {2, 2}}}));
  EXPECT_FALSE(rare.decision);
  EXPECT_FALSE(rare.interval);
  EXPECT_THAT(rare.reason, HasSubstr("run more"));
  EXPECT_THAT(compute_sample("variance_ratio", levels_of({{{1, 1.5}, {2}}})).reason,
              HasSubstr("no execution of guix"));
}

TEST(NoWorseMetric, NeedsBothNoShiftAndNoSpread) {
  EXPECT_EQ(compute_sample("no_worse", repeated(0.1, 0.5)).decision, true);
  const auto shifted = compute_sample("no_worse", repeated(10, 0.5));
  EXPECT_EQ(shifted.decision, false);
  EXPECT_EQ(shifted.label, "shifted");
  const auto wide = compute_sample("no_worse", repeated(0.1, 4));
  EXPECT_EQ(wide.decision, false);
  EXPECT_EQ(wide.label, "more variable");
  const auto unsure = compute_sample("no_worse", repeated(0.1, 1));
  EXPECT_FALSE(unsure.decision);
  EXPECT_THAT(unsure.reason, HasSubstr("the variability cannot be told"));
}

TEST(NoWorseMetric, MeasuresTheShiftInRepeatabilities) {
  const auto finding = compute_sample("no_worse", repeated(1, 1));
  EXPECT_NEAR(*finding.estimate, 1 / field(finding, "rc"), 1e-12);
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, *finding.estimate);
}

TEST(NoWorseMetric, OfAReferenceThatRepeatsExactlyNeedsIdentity) {
  const auto same = compute_sample("no_worse", levels_of({{{1, 1}, {1, 1}}, {{3, 3}, {3, 3}}}));
  EXPECT_EQ(same.decision, true);
  EXPECT_TRUE(same.identical);
  const auto other = compute_sample("no_worse", levels_of({{{1, 1}, {1, 1}}, {{3, 3}, {3.5, 3.5}}}));
  EXPECT_EQ(other.decision, false);
  EXPECT_THAT(other.reason, HasSubstr("docker repeat exactly"));
}

// Two targets of five reference executions and one new one each.
Sample one_more(double first, double second) {
  return levels_of({{{1, 2, 3, 4, 5}, {first}}, {{10, 12, 11, 13, 14}, {second}}});
}

// R: 2 * pt(-5 / sqrt(3), 4) for x = 8; p.adjust by Holm doubles the smaller one.
TEST(StabilityMetric, TestsEachNewExecutionAgainstThePrediction) {
  const auto stable = compute_sample("stability", one_more(3.5, 12));
  EXPECT_EQ(stable.decision, true);
  EXPECT_EQ(*stable.estimate, 0);
  EXPECT_EQ(field(stable, "tested"), 2);
  EXPECT_EQ(field(stable, "references"), 5);
  const auto odd = compute_sample("stability", one_more(8, 12));
  EXPECT_NEAR(field(odd, "statistic"), 5 / std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(field(odd, "p"), 2 * 0.0447085872796806, 1e-9);
  EXPECT_EQ(odd.decision, true);
  EXPECT_EQ(compute_sample("stability", one_more(8, 12), {{"correction", std::string("bh")}}).decision, true);
  const auto unstable = compute_sample("stability", one_more(20, 12));
  EXPECT_EQ(unstable.decision, false);
  EXPECT_EQ(*unstable.estimate, 0.5);
}

TEST(StabilityMetric, AsPublishedIsStricterThanItSays) {
  const auto finding =
      compute_sample("stability", one_more(8, 12), {{"convention", std::string("published")}});
  EXPECT_EQ(finding.decision, false);
  EXPECT_NEAR(field(finding, "statistic"), 5 / std::sqrt(2.0), 1e-12);
}

TEST(StabilityMetric, CountsReferencesThatLookAsOdd) {
  const auto finding = compute_sample("stability", one_more(20, 12));
  EXPECT_NEAR(field(finding, "p_loo"), 1.0 / 6, 1e-15);
  EXPECT_EQ(field(finding, "loo_rate"), 0);
  const auto by_rank = compute_sample("stability", one_more(20, 12), {{"correction", std::string("max-t")}});
  EXPECT_FALSE(by_rank.decision);
  EXPECT_THAT(by_rank.reason, HasSubstr("5 references cannot reject at 0.05"));
  EXPECT_EQ(
      compute_sample("stability", one_more(20, 12), {{"correction", std::string("max-t")}, {"alpha", 0.2}})
          .decision,
      false);
}

TEST(StabilityMetric, OfAReferenceThatRepeatsExactly) {
  const auto sample = levels_of({{{2, 2, 2}, {2, 2.0001}}, {{3, 3, 3}, {3, 3}}});
  const auto finding = compute_sample("stability", sample);
  EXPECT_EQ(finding.decision, false);
  EXPECT_EQ(field(finding, "rejected"), 1);
  EXPECT_EQ(field(finding, "constant"), 4);
  EXPECT_EQ(compute_sample("stability", sample, {{"resolution", 0.001}}).decision, true);
  EXPECT_FALSE(compute_sample("stability", levels_of({{{1, 2}, {3}}})).estimate);
}

} // namespace
} // namespace reprovip::score
