#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

using test::compute;
using test::field;

TEST(KendallMetric, OfAnxietyIsPublished) {
  const auto finding = compute("kendall", test::k_anxiety);
  EXPECT_NEAR(*finding.estimate, 0.5396568759543698, 1e-15);
  EXPECT_NEAR(field(finding, "w_uncorrected"), 0.501921470342523, 1e-15);
  EXPECT_NEAR(field(finding, "chi2"), 30.760441929399, 1e-12);
  EXPECT_NEAR(field(finding, "p"), 0.04288347312694786, 1e-15);
  ASSERT_TRUE(finding.interval);
  EXPECT_LT(finding.interval->low, *finding.estimate);
  EXPECT_GT(finding.interval->high, *finding.estimate);
  EXPECT_EQ(finding.notes.front(), "interval: BCa bootstrap over 20 subjects, 2000 replicates, seed 1");
}

TEST(KendallMetric, FollowsItsOptions) {
  const auto plain = compute("kendall", test::k_anxiety, {{"ties", std::string("uncorrected")}});
  EXPECT_NEAR(*plain.estimate, 0.501921470342523, 1e-15);
  EXPECT_FALSE(compute("kendall", test::k_anxiety, {{"ci", std::string("none")}}).interval);
  const auto one = compute("kendall", test::k_anxiety, {{"seed", std::int64_t{1}}});
  const auto two = compute("kendall", test::k_anxiety, {{"seed", std::int64_t{2}}});
  EXPECT_EQ(one.interval->low, compute("kendall", test::k_anxiety).interval->low);
  EXPECT_NE(one.interval->low, two.interval->low);
  for (const auto& wrong : std::vector<Options>{{{"ci", std::string("analytic")}},
                                                {{"replicates", 10.5}},
                                                {{"seed", -1.0}},
                                                {{"ties", std::string("some")}}}) {
    EXPECT_FALSE(find_metric("kendall")->make(wrong));
  }
}

TEST(KendallMetric, OfOneOrderIsOneWithoutDoubt) {
  const auto finding = compute("kendall", {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}});
  EXPECT_DOUBLE_EQ(*finding.estimate, 1);
  EXPECT_TRUE(finding.identical);
  EXPECT_DOUBLE_EQ(finding.interval->low, 1);
}

TEST(KendallMetric, IsUndefinedWithoutAnOrder) {
  const auto finding = compute("kendall", {{1, 1}, {1, 1}});
  EXPECT_FALSE(finding.estimate);
  EXPECT_TRUE(finding.identical);
  EXPECT_FALSE(compute("kendall", {{1, 2}}).estimate);
}

TEST(SpearmanMetric, TakesTheWorstPairOfExecutions) {
  const auto finding = compute("spearman", {{1, 1, 4}, {2, 2, 3}, {3, 3, 2}, {4, 4, 1}});
  EXPECT_EQ(*finding.estimate, -1);
  EXPECT_DOUBLE_EQ(field(finding, "mean_rho"), -1.0 / 3);
  EXPECT_NE(finding.reason, "");
}

TEST(SpearmanMetric, HasAnIntervalByFormulaOrByBootstrap) {
  std::vector<std::vector<double>> table;
  for (int i = 0; i < 23; ++i) {
    table.push_back({static_cast<double>(i), static_cast<double>((i * 7) % 23)});
  }
  const auto formula = compute("spearman", table);
  const auto resampled = compute("spearman", table, {{"ci", std::string("bca")}});
  EXPECT_EQ(*formula.estimate, *resampled.estimate);
  EXPECT_NEAR(formula.interval->low, resampled.interval->low, 0.15);
  EXPECT_NEAR(formula.interval->high, resampled.interval->high, 0.15);
}

TEST(SpearmanMetric, NeedsThreeTargetsInEveryColumn) {
  EXPECT_FALSE(compute("spearman", {{1, 2}, {2, 3}}).estimate);
  EXPECT_FALSE(compute("spearman", {{1, 2}, {2, 2}, {3, 2}}).estimate);
  const auto finding = compute("spearman", {{1, 1}, {2, 2}, {3, 3}, {9}});
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_EQ(finding.notes.front(), "1 of 4 targets left out: they lack a column");
}

TEST(RankStabilityMetric, DecidesWhetherTheOrderStays) {
  const std::vector<std::vector<double>> table = {{5, 5}, {4, 3}, {3, 4}, {1, 1}};
  const auto whole = compute("rank_stability", table);
  EXPECT_DOUBLE_EQ(*whole.estimate, 5.0 / 6);
  EXPECT_FALSE(*whole.decision);
  const auto first = compute("rank_stability", table, {{"top", std::int64_t{1}}});
  EXPECT_EQ(*first.estimate, 1);
  EXPECT_TRUE(*first.decision);
  EXPECT_FALSE(compute("rank_stability", table, {{"top", std::int64_t{4}}}).estimate);
  EXPECT_FALSE(find_metric("rank_stability")->make({{"order", std::string("best")}}));
}

TEST(NormalityMetric, GivesTheWorstTarget) {
  const auto finding = compute("normality", {{1, 2, 3, 4, 5}, {1, 1, 1, 1, 9}, {2, 2, 2, 2, 2}});
  EXPECT_LT(*finding.estimate, 0.01);
  EXPECT_EQ(finding.notes.front(), "worst: s2");
  EXPECT_EQ(field(finding, "n_identical"), 1);
  EXPECT_EQ(compute("normality", {{1, 2}}).reason, "s1 has 2 values: it takes 3 to 5000");
  EXPECT_TRUE(compute("normality", {{1, 1, 1}}).identical);
}

// The bootstrap resamples subjects: its limits lie near those by F.
TEST(Resampling, IsAnAlternativeToTheFormula) {
  for (const auto* kind : {"icc", "nu"}) {
    const auto formula = compute(kind, test::peak_flow(false));
    for (const auto* method : {"bootstrap", "bca"}) {
      const auto resampled = compute(kind, test::peak_flow(false), {{"ci", std::string(method)}});
      EXPECT_EQ(*resampled.estimate, *formula.estimate);
      ASSERT_TRUE(resampled.interval) << kind << " " << method;
      EXPECT_NE(resampled.interval->low, formula.interval->low);
      EXPECT_NEAR(resampled.interval->low, formula.interval->low, 0.08);
      EXPECT_NEAR(resampled.interval->high, formula.interval->high, 0.08);
    }
    EXPECT_FALSE(find_metric(kind)->make({{"ci", std::string("none")}}));
    EXPECT_EQ(compute(kind, {{1, 1}, {2, 2}}, {{"ci", std::string("bca")}}).interval->low,
              compute(kind, {{1, 1}, {2, 2}}).interval->low);
  }
  EXPECT_TRUE(compute("npvr", test::peak_flow(false)).interval);
  EXPECT_FALSE(compute("kendall", test::k_anxiety, {{"ci", std::string("none")}}).interval);
}

TEST(RankMetrics, DeclareEveryFieldThatTheyGive) {
  for (const auto* kind : {"kendall", "spearman", "rank_stability", "normality"}) {
    const auto& names = find_metric(kind)->declaration.names;
    for (const auto& [name, value] : compute(kind, test::k_wines).fields) {
      EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << kind << " " << name;
    }
  }
}

TEST(KendallMetric, OfTwoTargetsHasNoInterval) {
  const auto finding = compute("kendall", {{1, 2}, {3, 4}});
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_FALSE(finding.interval);
  EXPECT_FALSE(finding.reason.empty());
}

// Five targets in one order, of executions that differ: no replicate says how sure that is.
TEST(KendallMetric, OfOneOrderHasNoIntervalWithoutWidth) {
  const auto finding = compute("kendall", {{1, 2}, {3, 4}, {5, 6}, {6, 7.5}, {9, 9}});
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_FALSE(finding.interval);
  EXPECT_FALSE(finding.reason.empty());
  EXPECT_EQ(compute("kendall", {{1, 1}, {3, 3}, {5, 5}, {6, 6}, {9, 9}}).interval->low, 1);
}

} // namespace
} // namespace reprovip::score
