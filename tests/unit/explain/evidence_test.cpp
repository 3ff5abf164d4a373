#include "harness/explain/evidence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace reprovip::explain {

TEST(Evidence, SplitIsAsUnlikelyAsItsPredictions) {
  EXPECT_DOUBLE_EQ(chance_of_split(1, 1), 1);
  EXPECT_DOUBLE_EQ(chance_of_split(1, 9), 1);
  EXPECT_DOUBLE_EQ(chance_of_split(2, 2), 0.25);
  EXPECT_DOUBLE_EQ(chance_of_split(4, 4), 1.0 / 64);
  EXPECT_DOUBLE_EQ(chance_of_split(3, 2), std::pow(2.0 / 3, 2) / 3);
  EXPECT_DOUBLE_EQ(chance_of_split(2, 3), chance_of_split(3, 2));
}

TEST(Evidence, SplitsOfCoinsAreRarerThanSaid) {
  // Of any coin: that the three after the first of each kind are as predicted.
  for (const double q : {0.1, 0.3, 0.5, 0.7}) {
    std::mt19937 random(7);
    std::bernoulli_distribution coin(q);
    int seen = 0;
    constexpr int k_tries = 20000;
    for (int i = 0; i < k_tries; ++i) {
      bool split = true;
      for (int j = 0; j < 3; ++j) {
        split = split & coin(random) & !coin(random);
      }
      seen += split ? 1 : 0;
    }
    EXPECT_LE(seen, k_tries * chance_of_split(4, 4) * 1.15) << q;
  }
}

TEST(Evidence, RandomIsALikelihoodRatio) {
  EXPECT_DOUBLE_EQ(chance_of_random(0, 0, 0), 1);
  // 7 of the reference as before; of the others 3 moved and 4 not: (11/14)^11 (3/14)^3 / B(5, 4), by hand.
  const double null = std::pow(11.0 / 14, 11) * std::pow(3.0 / 14, 3);
  EXPECT_NEAR(chance_of_random(7, 3, 4), null * 40320 / 144, 1e-12);
  EXPECT_GT(chance_of_random(7, 0, 5), 1) << "what was to be seen was not";
}

TEST(Evidence, RandomHoldsWhereverOneStops) {
  // A coin for both kinds, one more of each at a time: the chance ever falls to 1 in 20 in 1 of 20 at most.
  for (const double q : {0.5, 0.8, 0.95}) {
    std::mt19937 random(11);
    std::bernoulli_distribution alike(q);
    int ever = 0;
    constexpr int k_tries = 4000;
    for (int i = 0; i < k_tries; ++i) {
      std::uint64_t others = 0;
      std::uint64_t same = 0;
      bool reached = false;
      for (std::uint64_t n = 1; n <= 24 && alike(random); ++n) {
        ++(alike(random) ? same : others);
        reached = reached || chance_of_random(n, others, same) <= 0.05;
      }
      ever += reached ? 1 : 0;
    }
    EXPECT_LE(ever, k_tries / 20) << q;
  }
}

TEST(Evidence, SharesAddUpToOne) {
  double sum = share_of_within();
  for (std::size_t failed = 0; failed < 100000; ++failed) {
    sum += share_of_between(failed);
  }
  EXPECT_LE(sum, 1 + 1e-12);
  EXPECT_GT(sum, 0.999);
}

TEST(Evidence, AlikeIsCountedExactly) {
  const std::vector<std::uint64_t> distinct = {1, 1, 1, 1, 1};
  EXPECT_DOUBLE_EQ(chance_of_alike(distinct, 5, 2), 1.0 / 21);
  EXPECT_DOUBLE_EQ(chance_of_alike(distinct, 5, 3), 1.0 / 56);
  EXPECT_DOUBLE_EQ(chance_of_alike(distinct, 5, 1), 1);
  // Like one of the five: three of one class among seven.
  EXPECT_DOUBLE_EQ(chance_of_alike(distinct, 0, 2), 3.0 / 21);
  const std::vector<std::uint64_t> halves = {3, 2};
  EXPECT_DOUBLE_EQ(chance_of_alike(halves, 0, 4), 35.0 / 126);
  EXPECT_DOUBLE_EQ(chance_of_alike({}, 0, 3), 1);
}

TEST(Evidence, AsksForMoreWhereTheReferenceDiffersSeldom) {
  const std::vector<std::uint64_t> distinct = {1, 1, 1, 1, 1};
  const std::vector<std::uint64_t> rare = {9, 1};
  EXPECT_EQ(alike_needed(distinct, 0.05, 50), 2U);
  EXPECT_EQ(alike_needed(distinct, 0.01, 50), 4U);
  EXPECT_EQ(alike_needed({}, 0.05, 50), 51U) << "without a reference there is nothing to compare with";
  EXPECT_EQ(alike_needed(rare, 0.05, 1000), 5U);
  EXPECT_GT(chance_of_alike(rare, 0, 100), 0.05) << "like nine of ten: nothing is shown";
}

TEST(Evidence, NothingDiffersHasAnUpperLimit) {
  EXPECT_DOUBLE_EQ(difference_at_most(0, 0.95), 1);
  EXPECT_NEAR(difference_at_most(27, 0.95), 1 - std::pow(0.05, 1.0 / 27), 1e-12);
  EXPECT_NEAR(difference_at_most(300, 0.95), 3.0 / 300, 2e-4); // the rule of three
}

} // namespace reprovip::explain
