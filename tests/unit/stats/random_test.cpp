#include "harness/stats/parallel.hpp"
#include "harness/stats/permutation.hpp"
#include "harness/stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace reprovip::stats {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known answers that Random123 1.14 publishes for philox4x32 with 10 rounds.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
  EXPECT_EQ(philox({0xffffffffU, 0xffffffffU, 0xffffffffU, 0xffffffffU}, {0xffffffffU, 0xffffffffU}),
            (Words{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
  EXPECT_EQ(philox({0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}, {0xa4093822U, 0x299f31d0U}),
            (Words{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}));
}

TEST(Random, ReadsPhiloxLowWordFirst) {
  Random random(0, 0);
  EXPECT_EQ(random.next(), 0xe169c58d6627e8d5U);
  EXPECT_EQ(random.next(), 0x9b00dbd8bc57ac4cU);
}

TEST(Random, DependsOnSeedAndStreamOnly) {
  Random one(7, 3);
  Random same(7, 3);
  Random other_stream(7, 4);
  Random other_seed(8, 3);
  const auto first = one.next();
  EXPECT_EQ(first, same.next());
  EXPECT_NE(first, other_stream.next());
  EXPECT_NE(first, other_seed.next());
}

TEST(Random, BelowStaysBelowAndReachesAll) {
  Random random(1, 0);
  std::vector<int> seen(7, 0);
  for (int i = 0; i < 7000; ++i) {
    ++seen.at(static_cast<std::size_t>(random.below(7)));
  }
  for (const int count : seen) {
    EXPECT_NEAR(count, 1000, 150); // 5 sd
  }
  EXPECT_EQ(random.below(1), 0U);
  const std::uint64_t large = (std::uint64_t{1} << 63U) + 1;
  for (int i = 0; i < 100; ++i) {
    EXPECT_LT(random.below(large), large);
  }
}

TEST(Random, UniformIsBelowOne) {
  Random random(2, 0);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.015);
}

TEST(Random, ShuffleKeepsTheItems) {
  std::vector<int> items(20);
  std::iota(items.begin(), items.end(), 0);
  Random random(5, 1);
  auto shuffled = items;
  shuffle(std::span(shuffled), random);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
}

TEST(ParallelFor, DoesEveryPieceOnce) {
  for (const std::size_t threads : {0U, 1U, 2U, 5U, 40U}) {
    std::vector<int> done(33, 0);
    parallel_for(done.size(), threads, [&](std::size_t i) { ++done[i]; });
    EXPECT_EQ(done, std::vector<int>(33, 1)) << threads;
  }
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

// All orders but the identity are below: the smallest p is 1 / (1 + B).
TEST(Permutation, IsNeverZero) {
  const auto fixed = [](std::span<const std::size_t> order) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      count += order[i] == i ? 1U : 0U;
    }
    return static_cast<double>(count);
  };
  EXPECT_DOUBLE_EQ(permutation_p(12, 12, fixed, {99, 1, 1}), 0.01);
  EXPECT_DOUBLE_EQ(permutation_p(12, 0, fixed, {99, 1, 1}), 1);
}

TEST(Permutation, DoesNotFeelTheNumberOfThreads) {
  const auto first = [](std::span<const std::size_t> order) { return static_cast<double>(order.front()); };
  const double alone = permutation_p(10, 5, first, {500, 42, 1});
  EXPECT_EQ(alone, permutation_p(10, 5, first, {500, 42, 3}));
  EXPECT_NEAR(alone, 0.5, 0.1);
  EXPECT_NE(alone, permutation_p(10, 5, first, {500, 43, 1}));
}

} // namespace
} // namespace reprovip::stats
