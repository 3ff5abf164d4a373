#include "harness/explain/spread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace reprovip::explain {

namespace {

std::vector<double> normal(std::uint32_t seed, std::size_t count, double mean, double sd) {
  std::mt19937 random(seed);
  std::normal_distribution<double> draw(mean, sd);
  std::vector<double> values(count);
  for (auto& value : values) {
    value = draw(random);
  }
  return values;
}

} // namespace

TEST(Spread, IsTheRatioOfDeviationsWithItsFInterval) {
  const std::vector<double> reference = {1, 2, 3, 4, 5, 6};
  const std::vector<double> switched = {2, 4, 6, 8, 10, 12};
  const auto found = compare_spread(reference, switched, 0.95);
  EXPECT_DOUBLE_EQ(found.ratio.value(), 2);
  // R: sqrt(4 / qf(c(.975, .025), 5, 5)), qf(.975, 5, 5) = 7.146382.
  EXPECT_NEAR(found.low, 2 / std::sqrt(7.146382), 1e-6);
  EXPECT_NEAR(found.high, 2 * std::sqrt(7.146382), 1e-5);
  EXPECT_DOUBLE_EQ(found.shift, 3.5);
}

TEST(Spread, SeesASpreadThatIsGone) {
  const auto found = compare_spread(normal(1, 8, 10, 1), std::vector<double>(8, 10.0), 0.95);
  EXPECT_EQ(found.ratio, 0);
  EXPECT_LE(found.p_spread, 0.01);
  EXPECT_THAT(describe("count", found, 10), ::testing::HasSubstr("the spread is gone"));
}

TEST(Spread, HoldsItsLevelWhereNothingChanges) {
  int spread = 0;
  int mean = 0;
  int outside = 0;
  constexpr int k_tries = 200;
  for (std::uint32_t seed = 0; seed < k_tries; ++seed) {
    const auto found = compare_spread(normal(2 * seed, 10, 5, 2), normal(2 * seed + 1, 10, 5, 2), 0.95);
    spread += found.p_spread <= 0.05 ? 1 : 0;
    mean += found.p_mean <= 0.05 ? 1 : 0;
    outside += found.low > 1 || found.high < 1 ? 1 : 0;
  }
  EXPECT_LE(spread, 20);
  EXPECT_LE(mean, 20);
  EXPECT_LE(outside, 20);
}

TEST(Spread, IsAdjustedForAllThatIsSaid) {
  Spread a;
  a.p_spread = 0.01;
  a.p_mean = 0.6;
  Spread b;
  b.p_spread = 0.02;
  b.p_mean = 0.03;
  const std::vector<Spread*> both = {&a, &b};
  adjust(both);
  // R: p.adjust(c(.01, .6, .02, .03), "holm")
  EXPECT_DOUBLE_EQ(a.p_spread, 0.04);
  EXPECT_DOUBLE_EQ(a.p_mean, 0.6);
  EXPECT_DOUBLE_EQ(b.p_spread, 0.06);
  EXPECT_DOUBLE_EQ(b.p_mean, 0.06);
}

TEST(Spread, SeesAShift) {
  const auto found = compare_spread(normal(3, 10, 5, 1), normal(4, 10, 8, 1), 0.95);
  EXPECT_LE(found.p_mean, 0.001);
}

TEST(Spread, SaysThatThereWasNone) {
  const auto found = compare_spread(std::vector<double>(4, 1.0), std::vector<double>(4, 1.0), 0.95);
  EXPECT_FALSE(found.ratio);
  EXPECT_DOUBLE_EQ(found.p_mean, 1);
}

} // namespace reprovip::explain
