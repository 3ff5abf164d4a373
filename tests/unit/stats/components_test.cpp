#include "harness/stats/anova.hpp"
#include "harness/stats/components.hpp"
#include "harness/stats/icc.hpp"

#include "tests/unit/stats/designs.hpp"
#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::stats {
namespace {

TEST(AnovaComponents, OfDyestuffArePublished) {
  const auto effects = test::one_way_effects(test::k_dyestuff);
  ASSERT_TRUE(is_orthogonal(effects));
  const auto found = *anova_components(effects);
  EXPECT_EQ(found.squares[0].df, 5);
  EXPECT_EQ(found.squares[1].df, 24);
  EXPECT_NEAR(found.component(0), 1764.05, 1e-9);
  EXPECT_NEAR(found.component(1), 2451.25, 1e-9);
}

TEST(AnovaComponents, BelowZeroStayBelowZero) {
  const auto found = *anova_components(test::one_way_effects(test::k_dyestuff2));
  EXPECT_LT(found.component(0), 0);
  const auto table = one_way(test::k_dyestuff2);
  EXPECT_NEAR(found.component(0), (table.ms_between() - table.ms_within()) / 5, 1e-12);
}

// Shrout & Fleiss 1979: MSR 11.24166666667, MSC 32.48611111111, MSE 1.01944444444.
TEST(AnovaComponents, OfShroutAndFleissFollowFromTheirSquares) {
  const auto found = *anova_components(test::two_way_effects(test::k_shrout_fleiss));
  EXPECT_NEAR(found.squares[0].ms, 11.24166666667, 1e-10);
  EXPECT_NEAR(found.squares[1].ms, 32.48611111111, 1e-10);
  EXPECT_NEAR(found.component(0), 2.5555556, 1e-7);
  EXPECT_NEAR(found.component(1), 5.2444444, 1e-7);
  EXPECT_NEAR(found.component(2), 1.01944444444, 1e-10);
}

// The manual of AIAG: sums of squares 88.361934, 3.167262, 0.358982, 2.758933.
TEST(AnovaComponents, OfTheGaugeArePublished) {
  const auto found = *anova_components(test::gauge_effects(true));
  ASSERT_EQ(found.squares.size(), 4U);
  EXPECT_NEAR(found.squares[0].ms * 9, 88.361934, 1e-6);
  EXPECT_NEAR(found.squares[1].ms * 2, 3.167262, 1e-6);
  EXPECT_NEAR(found.squares[2].ms * 18, 0.358982, 1e-6);
  EXPECT_NEAR(found.squares[3].ms * 60, 2.758933, 1e-6);
  EXPECT_EQ(found.squares[0].df, 9);
  EXPECT_EQ(found.squares[1].df, 2);
  EXPECT_EQ(found.squares[2].df, 18);
  EXPECT_EQ(found.squares[3].df, 60);
  EXPECT_NEAR(found.component(2), -0.00868, 5e-6);
}

// Interaction pooled with the repetitions: EV, AV, GRR, PV, TV, %GRR and ndc of the manual, to more digits in
// R.
TEST(AnovaComponents, OfThePooledGaugeArePublished) {
  const auto found = *anova_components(test::gauge_effects(false));
  const double ev = std::sqrt(found.component(2));
  const double av = std::sqrt(found.component(1));
  const double pv = std::sqrt(found.component(0));
  const double grr = std::hypot(ev, av);
  EXPECT_NEAR(ev, 0.1999331797, 1e-10);
  EXPECT_NEAR(av, 0.2268375215, 1e-10);
  EXPECT_NEAR(grr, 0.3023715223, 1e-10);
  EXPECT_NEAR(pv, 1.042327494, 1e-9);
  EXPECT_NEAR(std::hypot(grr, pv), 1.085299563, 1e-9);
  EXPECT_NEAR(100 * grr / std::hypot(grr, pv), 27.86065088, 1e-8);
  EXPECT_NEAR(1.41 * pv / grr, 4.860516477, 1e-9);
}

TEST(AnovaComponents, DoNotFeelALargeOffsetOrLargeSubjects) {
  auto effects = test::gauge_effects(true);
  const auto before = *anova_components(effects);
  for (std::size_t i = 0; i < effects.values.size(); ++i) {
    effects.values[i] += 1e7 * effects.terms[0].level[i];
  }
  const auto after = *anova_components(effects);
  EXPECT_NEAR(after.component(3) / before.component(3), 1, 1e-6);
  EXPECT_NEAR(after.squares[2].ms / before.squares[2].ms, 1, 1e-6);
}

TEST(AnovaComponents, OfNestedLevelsAreKnown) {
  // Two batches, two casks in each, two values each: MS 50, 4, 0.5 by hand.
  Effects effects{{1, 2, 3, 4, 6, 7, 8, 9},
                  {{"batch", {0, 0, 0, 0, 1, 1, 1, 1}, 2}, {"cask", {0, 0, 1, 1, 2, 2, 3, 3}, 4}}};
  ASSERT_TRUE(is_orthogonal(effects));
  const auto found = *anova_components(effects);
  EXPECT_NEAR(found.squares[0].ms, 50, 1e-12);
  EXPECT_NEAR(found.squares[1].ms, 4, 1e-12);
  EXPECT_NEAR(found.squares[2].ms, 0.5, 1e-12);
  EXPECT_NEAR(found.component(1), (4 - 0.5) / 2, 1e-12);
  EXPECT_NEAR(found.component(0), (50 - 4.0) / 4, 1e-12);
}

TEST(AnovaComponents, NeedDegreesOfFreedomForTheRun) {
  auto effects = test::two_way_effects(test::k_wines);
  Term both{"both", {}, 32};
  for (std::uint32_t i = 0; i < 32; ++i) {
    both.level.push_back(i);
  }
  effects.terms.push_back(both);
  EXPECT_FALSE(anova_components(effects));
}

TEST(Orthogonality, IsLostWithOneObservation) {
  EXPECT_TRUE(is_orthogonal(test::gauge_effects(true)));
  EXPECT_TRUE(is_orthogonal(test::two_way_effects(test::k_wines)));
  auto effects = test::gauge_effects(true);
  effects.values.pop_back();
  for (auto& term : effects.terms) {
    term.level.pop_back();
  }
  EXPECT_FALSE(is_orthogonal(effects));
}

TEST(Orthogonality, NeedsTheCommonTerm) {
  // Subject x two factors, each with its interaction: crossed evenly within subjects.
  Effects effects;
  Term subject{"s", {}, 3};
  Term a{"s:a", {}, 6};
  Term b{"s:b", {}, 6};
  for (std::uint32_t i = 0; i < 24; ++i) {
    effects.values.push_back(i * i % 7);
    subject.level.push_back(i / 8);
    a.level.push_back(2 * (i / 8) + i / 4 % 2);
    b.level.push_back(2 * (i / 8) + i / 2 % 2);
  }
  effects.terms = {subject, a, b};
  EXPECT_TRUE(is_orthogonal(effects));
  effects.terms = {a, b};
  EXPECT_FALSE(is_orthogonal(effects));
}

TEST(LargeSampleLimits, OfOneMeanSquareAreThoseOfChiSquared) {
  // s_w^2 of peak flow: limits of s_w 11.48593458, 22.94690093.
  const LargeSampleLimits limits({{15.30666906 * 15.30666906, 17}}, 0.95);
  const auto found = limits.of({1});
  EXPECT_NEAR(std::sqrt(found.low), 11.48593458, 1e-7);
  EXPECT_NEAR(std::sqrt(found.high), 22.94690093, 1e-7);
}

TEST(LargeSampleLimits, OfAShareOfTwoMeanSquaresAreThoseOfIcc) {
  for (const auto& table : {test::peak_flow(false), test::k_wines, test::k_shrout_fleiss}) {
    const auto found = *anova_components(test::one_way_effects(table));
    const auto icc = icc_one_way(one_way(table), false, 0.95, 0);
    const std::vector<double> whole = {found.weights[0][0], found.weights[0][1] + 1};
    const auto share = LargeSampleLimits(found.squares, 0.95).of_share(found.weights[0], whole);
    EXPECT_NEAR(share.low, std::max(0.0, icc.low), 1e-10);
    EXPECT_NEAR(share.high, icc.high, 1e-10);
  }
}

TEST(LargeSampleLimits, ContainTheEstimateAndGrow) {
  const auto found = *anova_components(test::gauge_effects(true));
  for (std::size_t i = 0; i < 4; ++i) {
    const auto narrow = LargeSampleLimits(found.squares, 0.8).of(found.weights[i]);
    const auto wide = LargeSampleLimits(found.squares, 0.95).of(found.weights[i]);
    EXPECT_LT(narrow.low, found.component(i));
    EXPECT_GT(narrow.high, found.component(i));
    EXPECT_LT(wide.low, narrow.low);
    EXPECT_GT(wide.high, narrow.high);
  }
}

} // namespace
} // namespace reprovip::stats
