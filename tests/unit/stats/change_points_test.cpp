#include "harness/stats/change_points.hpp"
#include "harness/stats/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace reprovip::stats {
namespace {

// Box and Muller; one draw of two uniforms each.
double normal(Random& random) {
  return std::sqrt(-2 * std::log(1 - random.uniform())) * std::cos(2 * std::numbers::pi * random.uniform());
}

std::vector<double> series(std::size_t before, std::size_t after, double shift, std::uint64_t stream) {
  Random random(20221010, stream);
  std::vector<double> values;
  for (std::size_t i = 0; i < before + after; ++i) {
    values.push_back(normal(random) + (i < before ? 0 : shift));
  }
  return values;
}

// Share of series in which a change is found within `near` places of `at`.
double found(std::size_t before, std::size_t after, double shift, std::size_t near, std::size_t trials) {
  std::size_t count = 0;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const auto changes = change_points(series(before, after, shift, trial), {.permutations = 199});
    for (const auto& change : changes) {
      if (change.at + near >= before && change.at <= before + near) {
        ++count;
        break;
      }
    }
  }
  return static_cast<double>(count) / static_cast<double>(trials);
}

double alarms(std::size_t n, std::size_t trials, double (*value)(Random&)) {
  std::size_t count = 0;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    Random random(7, trial);
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) {
      values.push_back(value(random));
    }
    count += change_points(values, {.permutations = 199}).empty() ? 0U : 1U;
  }
  return static_cast<double>(count) / static_cast<double>(trials);
}

double cauchy(Random& random) {
  return std::tan(std::numbers::pi * (random.uniform() - 0.5));
}
// Few different values: ties.
double dice(Random& random) {
  return static_cast<double>(random.below(3));
}

// By hand: |x-y| sum 8 of 1 2 | 5 6 is 16; 2/(2*2)*16 = 8, minus 1 and 1, times 1.
TEST(ChangePoints, EnergyOfACutIsTheOneOfTheBook) {
  const std::vector<double> values = {1, 2, 5, 6};
  EXPECT_DOUBLE_EQ(energy_of_cut(values, 2), 6);
  EXPECT_DOUBLE_EQ(energy_of_cut(values, 1), 0.75 * (2.0 / 3 * 10 - 2.0 / 6 * 8));
}

TEST(ChangePoints, FindsTheCutWithTheLargestEnergy) {
  const auto values = series(9, 8, 3, 5);
  std::size_t best = 2;
  for (std::size_t at = 2; at + 2 <= values.size(); ++at) {
    best = energy_of_cut(values, at) > energy_of_cut(values, best) ? at : best;
  }
  const auto changes = change_points(values);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at, best);
  EXPECT_EQ(changes[0].p, 0.001);
}

TEST(ChangePoints, FindsEveryStep) {
  std::vector<double> values;
  for (const double level : {0.0, 10.0, 4.0}) {
    for (int i = 0; i < 10; ++i) {
      values.push_back(level + 0.1 * (i % 3));
    }
  }
  const auto changes = change_points(values);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].at, 10U);
  EXPECT_EQ(changes[1].at, 20U);
}

TEST(ChangePoints, IdenticalValuesAndShortSeriesHaveNone) {
  EXPECT_TRUE(change_points(std::vector<double>(50, 0.3)).empty());
  EXPECT_TRUE(change_points(std::vector<double>{}).empty());
  EXPECT_TRUE(change_points(std::vector<double>{1, 2, 3}).empty());
  EXPECT_TRUE(change_points(std::vector<double>{1, 1, 1, 9, 9, 9}).empty());
}

TEST(ChangePoints, OneOddValueIsNoLastingChange) {
  std::vector<double> values(12, 1.0);
  values.back() = 100;
  EXPECT_TRUE(change_points(values).empty());
}

// The same step in an arrangement that only two of C(8, 4) have: p is about 2/70.
TEST(ChangePoints, EightValuesAreTheFewestThatCanShowOne) {
  EXPECT_EQ(least_values_for_a_change(0.05), 8U);
  EXPECT_EQ(least_values_for_a_change(0.01), 10U);
  const auto changes = change_points(std::vector<double>{1, 1.1, 1.2, 1.3, 9, 9.1, 9.2, 9.3});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at, 4U);
  EXPECT_NEAR(changes[0].p, 2.0 / 70, 0.015);
  EXPECT_TRUE(change_points(std::vector<double>{1, 1.1, 1.2, 9, 9.1, 9.2, 9.3}).empty());
}

TEST(ChangePoints, ScaleAndPlaceDoNotMatter) {
  auto values = series(10, 10, 3, 2);
  const auto changes = change_points(values);
  ASSERT_EQ(changes.size(), 1U);
  for (const double factor : {1e-300, 0.25, 1e300}) {
    auto other = values;
    for (auto& value : other) {
      value *= factor;
    }
    const auto same = change_points(other);
    ASSERT_EQ(same.size(), 1U) << factor;
    EXPECT_EQ(same[0].at, changes[0].at);
    EXPECT_EQ(same[0].p, changes[0].p);
  }
  const double most = std::numeric_limits<double>::max();
  EXPECT_EQ(
      change_points(std::vector<double>{-most, -most, -most, -most, -most, most, most, most, most, most})
          .size(),
      1U);
}

TEST(ChangePoints, SameSeedSameAnswer) {
  const auto values = series(15, 15, 1, 11);
  const auto one = change_points(values);
  const auto two = change_points(values);
  ASSERT_EQ(one.size(), two.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].p, two[i].p);
  }
}

// Without a change one series in twenty shows one, at most, whatever the values are. 400 series: 0.05 + 3
// standard errors is 0.083.
TEST(ChangePoints, OneInTwentyFalseAlarmsMeansOneInTwenty) {
  for (const std::size_t n : {8U, 20U}) {
    for (const auto value : {normal, cauchy, dice}) {
      EXPECT_LE(alarms(n, 400, value), 0.083) << n;
    }
  }
}

TEST(ChangePoints, LargeChangesAreFound) {
  EXPECT_GE(found(10, 10, 3, 1, 100), 0.9);
  EXPECT_GE(found(20, 20, 2, 3, 100), 0.9);
  EXPECT_LE(found(20, 20, 0, 3, 100), 0.05);
}

} // namespace
} // namespace reprovip::stats
