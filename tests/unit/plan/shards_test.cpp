#include "harness/plan/shards.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace reprovip::plan {
namespace {

using testing::Each;
using testing::ElementsAre;

double makespan(const std::vector<double>& costs, const std::vector<std::uint32_t>& takers,
                std::uint32_t shards) {
  return std::ranges::max(shard_costs(costs, takers, shards));
}

// The best there is, by trying every way.
double best(const std::vector<double>& costs, std::uint32_t shards) {
  std::vector<std::uint32_t> takers(costs.size());
  double least = makespan(costs, takers, shards);
  for (;;) {
    std::size_t digit = 0;
    while (digit < takers.size() && ++takers[digit] == shards) {
      takers[digit++] = 0;
    }
    if (digit == takers.size()) {
      return least;
    }
    least = std::min(least, makespan(costs, takers, shards));
  }
}

TEST(Shards, BalanceTheLongOnesFirst) {
  const std::vector<double> costs = {10, 9, 2, 2, 2, 2};
  const auto takers = share_out(costs, 2);
  EXPECT_THAT(takers, ElementsAre(0, 1, 1, 0, 1, 0));
  EXPECT_THAT(shard_costs(costs, takers, 2), ElementsAre(14, 13));
  EXPECT_EQ(best(costs, 2), 14);
}

TEST(Shards, DealInTurnWhatCostsTheSame) {
  EXPECT_THAT(share_out({1, 1, 1, 1, 1}, 2), ElementsAre(0, 1, 0, 1, 0));
  EXPECT_THAT(share_out({0, 0, 0, 0}, 3), ElementsAre(0, 1, 2, 0));
  EXPECT_THAT(share_out({}, 3), testing::IsEmpty());
}

TEST(Shards, LeaveNoneEmptyThatCouldHaveSomething) {
  const auto takers = share_out({5, 0, 0, 7}, 4);
  for (std::uint32_t shard = 0; shard < 4; ++shard) {
    EXPECT_EQ(std::ranges::count(takers, shard), 1) << shard;
  }
  EXPECT_THAT(share_out({3, 4}, 1), Each(0));
}

TEST(Shards, AreAsManyAsTheTargetAsks) {
  const std::vector<double> costs = {10, 9, 2, 2, 2, 2};
  EXPECT_EQ(shards_within(costs, 100, 6), 1U);
  EXPECT_EQ(shards_within(costs, 14, 6), 2U);
  EXPECT_EQ(shards_within(costs, 13.9, 6), 3U);
  EXPECT_EQ(shards_within(costs, 1, 6), 6U);
  EXPECT_EQ(shards_within({}, 1, 0), 0U);
}

// Graham (1969): no longer than 4/3 - 1/(3m) of the best.
TEST(Shards, KeepGrahamsBound) {
  std::mt19937 random(6);
  int is_not_best = 0;
  for (int round = 0; round < 300; ++round) {
    const auto shards = static_cast<std::uint32_t>(2 + random() % 3);
    std::vector<double> costs(1 + random() % (shards == 4 ? 6 : 8));
    std::ranges::generate(costs, [&] { return static_cast<double>(random() % 20); });
    const auto takers = share_out(costs, shards);
    ASSERT_THAT(takers, Each(testing::Lt(shards)));
    const auto found = makespan(costs, takers, shards);
    const auto least = best(costs, shards);
    ASSERT_LE(found, (4.0 / 3 - 1.0 / (3 * shards)) * least + 1e-9) << testing::PrintToString(costs);
    is_not_best += found > least ? 1 : 0;
  }
  EXPECT_GT(is_not_best, 0) << "the cases are too easy to show a bound";
}

} // namespace
} // namespace reprovip::plan
