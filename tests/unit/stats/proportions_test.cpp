#include "harness/stats/proportions.hpp"
#include "harness/stats/sequential.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace reprovip::stats {
namespace {

TEST(ClopperPearson, HasThePublishedLimits) {
  EXPECT_NEAR(clopper_pearson_upper(0, 20, 0.95), 0.139108340668265, 1e-12);
  EXPECT_NEAR(clopper_pearson(1, 20, 0.95).high, 0.2487, 5e-5);
  // R: binom.test(7, 25)$conf.int
  EXPECT_NEAR(clopper_pearson(7, 25, 0.95).low, 0.120716688504067, 1e-12);
  EXPECT_NEAR(clopper_pearson(7, 25, 0.95).high, 0.493876821806255, 1e-12);
  EXPECT_EQ(clopper_pearson(0, 20, 0.95).low, 0);
  EXPECT_EQ(clopper_pearson(20, 20, 0.95).high, 1);
}

TEST(ClusteredProportion, OfOneClusterOrNoYesIsThatOfIndependentTrials) {
  const auto one = clustered_proportion({{1, 20}}, 0.95);
  EXPECT_EQ(one.limits.high, clopper_pearson(1, 20, 0.95).high);
  const auto none = clustered_proportion({{0, 10}, {0, 10}}, 0.95);
  EXPECT_EQ(none.estimate, 0);
  EXPECT_EQ(none.limits.high, clopper_pearson(0, 20, 0.95).high);
}

TEST(ClusteredProportion, WidensWhenClustersAreAlike) {
  // Half of the clusters always, half never: ten trials of a cluster tell no more than one.
  std::vector<Cluster> clusters;
  for (int i = 0; i < 20; ++i) {
    clusters.push_back({i % 2 == 0 ? 10.0 : 0.0, 10});
  }
  const auto result = clustered_proportion(clusters, 0.95);
  EXPECT_EQ(result.estimate, 0.5);
  // Variance 20/19 * 20 * 25 / 200^2 over that of 200 trials.
  EXPECT_NEAR(result.design_effect, 20.0 / 19 * 20 * 25 / 40000 / (0.25 / 200), 1e-12);
  EXPECT_LT(result.effective, 19);
  EXPECT_LT(result.limits.low, clopper_pearson(10, 20, 0.95).low + 1e-3);
}

TEST(Mcnemar, IsTheExactBinomialTest) {
  // R: binom.test(5, 6)$p.value, binom.test(12, 14)$p.value
  EXPECT_NEAR(mcnemar_p(5, 1), 0.21875, 1e-12);
  EXPECT_NEAR(mcnemar_p(2, 12), 0.012939453125, 1e-12);
  EXPECT_EQ(mcnemar_p(3, 3), 1);
  EXPECT_EQ(mcnemar_p(0, 0), 1);
}

TEST(ZeroFailures, BoundTheRate) {
  for (const auto& [runs, rate] : std::vector<std::pair<double, double>>{{3, 0.63},
                                                                         {5, 0.45},
                                                                         {10, 0.259},
                                                                         {20, 0.139},
                                                                         {29, 0.098},
                                                                         {30, 0.095},
                                                                         {59, 0.0495},
                                                                         {299, 0.00997}}) {
    EXPECT_NEAR(zero_failure_upper(runs, 0.95), rate, rate * 6e-3) << runs;
  }
  EXPECT_EQ(runs_without_failure(0.10, 0.95), 29U);
  EXPECT_EQ(runs_without_failure(0.05, 0.95), 59U);
  EXPECT_EQ(runs_without_failure(0.01, 0.95), 299U);
}

TEST(Sprt, AnswersAsPublished) {
  const SprtQuestion strict{0.01, 0.1, 0.05, 0.05};
  EXPECT_EQ(sprt_clean_runs(strict), 31U);
  EXPECT_EQ(sprt_clean_runs({0.05, 0.2, 0.05, 0.05}), 18U);
  EXPECT_EQ(sprt(0, 30, strict).answer, SprtAnswer::go_on);
  EXPECT_EQ(sprt(0, 31, strict).answer, SprtAnswer::acceptable);
  EXPECT_NEAR(sprt(1, 1, strict).ratio, 2.3026, 5e-5);
  EXPECT_NEAR(sprt(1, 1, strict).upper, 2.9444, 5e-5);
  EXPECT_EQ(sprt(1, 1, strict).answer, SprtAnswer::go_on);
  EXPECT_EQ(sprt(2, 2, strict).answer, SprtAnswer::not_acceptable);
}

TEST(LookLevels, SpendTheWholeErrorLateAndOnce) {
  const auto levels = look_levels({0.25, 0.5, 0.75, 1}, 0.05);
  EXPECT_NEAR(std::accumulate(levels.begin(), levels.end(), 0.0), 0.05, 1e-12);
  // Lan & DeMets 1983: 2 (1 - Phi(1.96 / sqrt(0.25))) = 0.0000885.
  EXPECT_NEAR(levels[0], 8.857e-5, 1e-8);
  EXPECT_LT(levels[0], levels[1]);
  EXPECT_NEAR(look_levels({1}, 0.05)[0], 0.05, 1e-12);
}

} // namespace
} // namespace reprovip::stats
