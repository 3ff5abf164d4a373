#include "harness/stats/ranks.hpp"

#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reprovip::stats {
namespace {

using test::k_anxiety;

TEST(MidRanks, GiveTiesTheirMean) {
  EXPECT_EQ(mid_ranks(std::vector<double>{10, 30, 10, 20}), (std::vector<double>{1.5, 4, 1.5, 3}));
  EXPECT_TRUE(mid_ranks({}).empty());
}

// R's irr: kendall(anxiety, correct = TRUE) and FALSE.
TEST(KendallW, OfAnxietyIsPublished) {
  const auto result = kendall_w(k_anxiety);
  EXPECT_NEAR(result->uncorrected, 0.501921470342523, 1e-15);
  EXPECT_NEAR(result->w, 0.5396568759543698, 1e-15);
  EXPECT_NEAR(result->chi_squared, 30.760441929399, 1e-12);
  EXPECT_EQ(result->df, 19);
  EXPECT_NEAR(result->p, 0.04288347312694786, 1e-15);
}

TEST(KendallW, IsOneForOneOrderAndZeroForOpposites) {
  EXPECT_DOUBLE_EQ(kendall_w({{1, 10}, {2, 20}, {3, 21}})->w, 1);
  EXPECT_DOUBLE_EQ(kendall_w({{1, 1, 3}, {1, 1, 3}, {2, 2, 4}})->w, 1);
  EXPECT_EQ(kendall_w({{1, 3}, {2, 2}, {3, 1}})->w, 0);
  EXPECT_FALSE(kendall_w({{1, 2}, {1, 2}}));
}

TEST(KendallW, DoesNotFeelTheOrderOfRowsAndMonotoneChanges) {
  auto table = k_anxiety;
  std::reverse(table.begin(), table.end());
  for (auto& row : table) {
    row[1] = row[1] * row[1] * row[1];
  }
  EXPECT_DOUBLE_EQ(kendall_w(table)->w, kendall_w(k_anxiety)->w);
}

// R 4.2.2: cor(x, y, method = "spearman"), cor(x, y, method = "kendall")
TEST(RankCorrelation, AgreesWithR) {
  const std::vector<double> x = {1, 2, 2, 4, 5, 6, 7};
  const std::vector<double> y = {2, 1, 4, 3, 7, 7, 5};
  const auto result = rank_correlation(x, y);
  EXPECT_NEAR(result->rho, 0.76363636363636367, 1e-15);
  EXPECT_NEAR(spearman_p(x, y), 284.0 / 5040, 1e-15); // counted over all orders in Python, by fractions
  EXPECT_NEAR(result->tau_b, 0.54999999999999993, 1e-15);
  const auto swapped = rank_correlation(y, x);
  EXPECT_DOUBLE_EQ(swapped->rho, result->rho);
  EXPECT_DOUBLE_EQ(swapped->tau_b, result->tau_b);
}

TEST(RankCorrelation, OfOppositesIsMinusOne) {
  const auto result = rank_correlation(std::vector<double>{1, 2, 3}, std::vector<double>{5, 4, 1});
  EXPECT_EQ(result->rho, -1);
  EXPECT_EQ(result->tau_b, -1);
  EXPECT_FALSE(rank_correlation(std::vector<double>{1, 2, 3}, std::vector<double>{5, 5, 5}));
}

// R 4.2.2: cor.test(x, y, method = "spearman")$p.value, exact.
TEST(SpearmanP, OfFewValuesIsExact) {
  const std::vector<double> four = {1, 2, 3, 4};
  EXPECT_NEAR(spearman_p(four, four), 0.0833333333333333, 1e-15);
  EXPECT_NEAR(spearman_p(std::vector<double>{1, 2, 3, 4, 5, 6, 7}, std::vector<double>{2, 1, 4, 3, 7, 5, 6}),
              0.0341269841269841, 1e-15);
  // By hand: of the orders of 1, 1, 3 two of three are as far as rho = 0.866.
  EXPECT_NEAR(spearman_p(std::vector<double>{1, 2, 3}, std::vector<double>{1, 1, 3}), 2.0 / 3, 1e-15);
}

TEST(SpearmanP, IsNeverBelowWhatOrdersCanGive) {
  const std::vector<double> nine = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_DOUBLE_EQ(spearman_p(nine, nine), 2.0 / 362880);
}

// R 4.2.2: tanh(atanh(0.5) +- 1.959964 sqrt(1.125 / 20))
TEST(SpearmanLimits, FollowBonettAndWright) {
  const auto limits = spearman_limits(0.5, 23, 0.95);
  EXPECT_NEAR(limits.low, 0.08425961, 1e-8);
  EXPECT_NEAR(limits.high, 0.767474, 1e-6);
}

TEST(RankStability, CountsWhatStays) {
  const Groups table = {{5, 5}, {4, 3}, {3, 4}, {1, 1}};
  const auto result = rank_stability(table, 2, false);
  EXPECT_DOUBLE_EQ(result.pairs_kept, 5.0 / 6);
  EXPECT_DOUBLE_EQ(result.ranks_kept, 0.5);
  EXPECT_EQ(result.max_rank_change, 1);
  EXPECT_DOUBLE_EQ(result.top_kept, 0.5);
  EXPECT_EQ(rank_stability(table, 1, false).top_kept, 1);
  EXPECT_EQ(rank_stability(table, 1, true).top_kept, 1);
  EXPECT_EQ(rank_stability(table, 2, true).top_kept, 0.5);
}

TEST(RankStability, CountsATieAsAnOrder) {
  const auto result = rank_stability({{1, 1}, {2, 1}}, 1, false);
  EXPECT_EQ(result.pairs_kept, 0);
  EXPECT_EQ(result.max_rank_change, 0.5);
  EXPECT_EQ(result.top_kept, 0.5);
}

} // namespace
} // namespace reprovip::stats
