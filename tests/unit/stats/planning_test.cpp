#include "harness/stats/planning.hpp"

#include <gtest/gtest.h>

#include <array>

namespace reprovip::stats {
namespace {

// 95 % factors of sigma by R: sqrt(df / qchisq(c(.975, .025), df)), to the two decimals usually printed.
TEST(Planning, FactorsOfSigmaAreKnown) {
  struct Row {
    double repetitions, low, high;
  };
  const std::array<Row, 7> rows = {{{2, 0.45, 31.9},
                                    {5, 0.60, 2.87},
                                    {10, 0.69, 1.83},
                                    {20, 0.76, 1.46},
                                    {30, 0.80, 1.34},
                                    {50, 0.84, 1.25},
                                    {100, 0.88, 1.16}}};
  for (const auto& row : rows) {
    const auto factors = sigma_factors(row.repetitions - 1, 0.95);
    EXPECT_NEAR(factors.low, row.low, 0.005);
    EXPECT_NEAR(factors.high, row.high, row.high > 10 ? 0.05 : 0.005);
  }
}

TEST(Planning, TargetsForAWidthFollowBonett) {
  // 1 + 8 * 1.959964^2 * 0.2^2 * 2.6^2 / (6 * 0.2^2) = 35.6
  EXPECT_EQ(targets_for_icc_width(0.8, 3, 0.2, 0.95), 36);
  EXPECT_LT(targets_for_icc_width(0.99, 3, 0.02, 0.95), targets_for_icc_width(0.9, 3, 0.02, 0.95));
}

TEST(Planning, TargetsForAWidthGiveAboutThatWidth) {
  const double n = targets_for_icc_width(0.8, 3, 0.2, 0.95);
  const auto limits = expected_icc_limits(0.8, n, 3, 0.95);
  EXPECT_NEAR(limits.high - limits.low, 0.2, 0.01);
}

// F = 11.24166666667 / 6.26388888889 of Shrout & Fleiss: the interval of ICC(1,1) there.
TEST(Planning, ExpectedLimitsAreThoseOfTheObservedTable) {
  const auto limits = expected_icc_limits(0.165741768405, 6, 4, 0.95);
  EXPECT_NEAR(limits.low, -0.1329323248748, 1e-9);
  EXPECT_NEAR(limits.high, 0.722560062328, 1e-9);
}

// Peak flow: nu 0.12974968 [0.07862363, 0.21156727] with 17 targets and 2 repetitions.
TEST(Planning, ExpectedLimitsOfNuAreThoseOfPeakFlow) {
  const auto limits = expected_nu_limits(0.12974968, 17, 2, 0.95);
  EXPECT_NEAR(limits.low, 0.07862363, 1e-7);
  EXPECT_NEAR(limits.high, 0.21156727, 1e-7);
}

TEST(Planning, AtTheLimitTheChanceToPassIsTheErrorRate) {
  EXPECT_NEAR(probability_nu_below(0.1, 0.1, 20, 3, 0.95), 0.025, 1e-10);
  EXPECT_NEAR(probability_nu_above(0.1, 0.1, 20, 3, 0.95), 0.025, 1e-10);
  EXPECT_GT(probability_nu_below(0.05, 0.1, 20, 3, 0.95), 0.8);
  EXPECT_GT(probability_nu_above(0.2, 0.1, 20, 3, 0.95), 0.8);
}

TEST(Planning, FewestTargetsAreFewest) {
  const auto targets = targets_for_nu(0.05, 0.1, 3, 0.95, 0.9, 10000);
  ASSERT_TRUE(targets);
  EXPECT_GE(probability_nu_below(0.05, 0.1, *targets, 3, 0.95), 0.9);
  EXPECT_LT(probability_nu_below(0.05, 0.1, *targets - 1, 3, 0.95), 0.9);
  EXPECT_FALSE(targets_for_nu(0.1, 0.1, 3, 0.95, 0.9, 10000));
  EXPECT_FALSE(targets_for_nu(0.099, 0.1, 3, 0.95, 0.9, 10));
}

// 200 000 simulated experiments with R: n = 12, sd = 1, margins 1 and 0.6, alpha 0.05.
TEST(Planning, KnowsThePowerOfAnEquivalenceTest) {
  EXPECT_NEAR(probability_equivalent(1, 1, 12, 0.05), 0.88993, 3e-3);
  EXPECT_NEAR(probability_equivalent(1, 0.6, 12, 0.05), 0.273605, 3e-3);
}

} // namespace
} // namespace reprovip::stats
