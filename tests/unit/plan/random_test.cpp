#include "harness/plan/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace reprovip::plan {
namespace {

TEST(Random, GivesTheKnownNumbersOfSplitMix64) {
  SplitMix64 random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, HashesTextByFnv1a) {
  EXPECT_EQ(hash_text(""), 0xcbf29ce484222325U);
  EXPECT_EQ(hash_text("a"), 0xaf63dc4c8601ec8cU);
}

TEST(Random, StaysBelowItsBoundAndReachesAllOfIt) {
  SplitMix64 random(1);
  std::vector<int> seen(7, 0);
  for (int i = 0; i < 7000; ++i) {
    ++seen.at(static_cast<std::size_t>(random.below(7)));
  }
  EXPECT_GT(*std::ranges::min_element(seen), 800);
  EXPECT_LT(*std::ranges::max_element(seen), 1200);
}

TEST(Random, ShufflesToTheSamePermutationEverywhere) {
  std::vector<int> items(8);
  std::iota(items.begin(), items.end(), 0);
  SplitMix64 random(20221010);
  shuffle(items, random);
  EXPECT_EQ(items, (std::vector<int>{0, 4, 2, 5, 1, 3, 7, 6}));
}

} // namespace
} // namespace reprovip::plan
