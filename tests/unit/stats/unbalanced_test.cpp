#include "harness/stats/unbalanced.hpp"

#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace reprovip::stats {
namespace {

const Groups k_uneven = {{1, 1.3, 1.1, 1.2}, {2, 2.1}, {3, 3.3, 3.1}, {1.9}};

TEST(VarianceRatio, OfBalancedGroupsIsShroutAndFleiss) {
  const auto known = icc_one_way(one_way(test::k_shrout_fleiss), false, 0.95, 0);
  const auto limits = VarianceRatio(test::k_shrout_fleiss).limits(0.95);
  EXPECT_NEAR(limits.low / (1 + limits.low), known.low, 1e-12);
  EXPECT_NEAR(limits.high / (1 + limits.high), known.high, 1e-12);
  for (const double rho0 : {0.0, 0.1, 0.6}) {
    const auto icc = icc_unbalanced(VarianceRatio(test::k_shrout_fleiss), true, 0.95, rho0);
    const auto expected = icc_one_way(one_way(test::k_shrout_fleiss), true, 0.95, rho0);
    EXPECT_NEAR(icc.f, expected.f, 1e-12);
    EXPECT_NEAR(icc.p, expected.p, 1e-12);
    EXPECT_NEAR(icc.low, expected.low, 1e-11);
    EXPECT_NEAR(icc.high, expected.high, 1e-12);
  }
}

TEST(VarianceRatio, WithoutARatioIsTheOrdinaryF) {
  const VarianceRatio ratio(k_uneven);
  EXPECT_NEAR(ratio.f(0), ratio.table().ms_between() / ratio.table().ms_within(), 1e-10);
  EXPECT_GT(ratio.f(0.5), ratio.f(1));
}

// The limits are where F(r) is a quantile; the definition by hand.
TEST(VarianceRatio, LimitsReachTheQuantiles) {
  const auto limits = VarianceRatio(k_uneven).limits(0.9);
  for (const double ratio : {limits.low, limits.high}) {
    double weights = 0;
    double centre = 0;
    double within = 0;
    for (const auto& group : k_uneven) {
      const auto k = static_cast<double>(group.size());
      double mean = 0;
      for (const double value : group) {
        mean += value / k;
      }
      for (const double value : group) {
        within += (value - mean) * (value - mean) / 6;
      }
      weights += k / (1 + k * ratio);
      centre += k / (1 + k * ratio) * mean;
    }
    centre /= weights;
    double f = 0;
    for (const auto& group : k_uneven) {
      const auto k = static_cast<double>(group.size());
      double mean = 0;
      for (const double value : group) {
        mean += value / k;
      }
      f += k / (1 + k * ratio) * (mean - centre) * (mean - centre) / 3 / within;
    }
    // R: qf(c(.95, .05), 3, 6)
    EXPECT_NEAR(f, ratio == limits.low ? 4.75706266308941 : 0.111848752130521, 1e-9);
  }
}

TEST(VarianceRatio, DoesNotFeelAnOffset) {
  auto shifted = k_uneven;
  for (auto& group : shifted) {
    for (auto& value : group) {
      value += 1024;
    }
  }
  const auto plain = VarianceRatio(k_uneven).limits(0.95);
  const auto moved = VarianceRatio(shifted).limits(0.95);
  EXPECT_NEAR(plain.low / moved.low, 1, 1e-9);
  EXPECT_NEAR(plain.high / moved.high, 1, 1e-9);
}

TEST(VarianceRatio, StopsWhereTheModelEnds) {
  const auto limits = VarianceRatio({{0, 1, 2, 3}, {1.5}, {1.4, 1.6}}).limits(0.95);
  EXPECT_GE(limits.low, -0.25);
  EXPECT_LE(limits.low, limits.high);
}

TEST(IccOfMeans, HasNoValueWithoutVariance) {
  // Rows with one mean: the ICC of means is minus infinity, not above 1.
  const Groups table = {{1, -1}, {-1, 1.01}, {1, -1.02}, {-1, 1}};
  const auto icc = icc_two_way(two_way(table), IccForm::agreement_mean, 0.95, 0);
  EXPECT_TRUE(std::isinf(icc.estimate));
  EXPECT_LT(icc.estimate, 0);
  EXPECT_LE(icc.low, 1);
}

} // namespace
} // namespace reprovip::stats
