#include "harness/stats/reml.hpp"

#include "tests/unit/stats/designs.hpp"
#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::stats {
namespace {

// Goldens of R's lme4 1.1-31; Dyestuff and Dyestuff2 are also in its documentation.
TEST(Reml, OfDyestuffIsThatOfLme4) {
  const auto effects = test::one_way_effects(test::k_dyestuff);
  const auto fit = *fit_likelihood(effects, Likelihood::restricted);
  EXPECT_NEAR(fit.variances[0], 1764.05, 1e-3);
  EXPECT_NEAR(fit.variances[1], 2451.25, 1e-3);
  EXPECT_NEAR(fit.criterion, 319.654276842, 1e-9);
  const auto full = *fit_likelihood(effects, Likelihood::full);
  EXPECT_NEAR(full.variances[0], 1388.3333, 1e-3);
  EXPECT_NEAR(full.variances[1], 2451.25, 1e-3);
  EXPECT_NEAR(full.criterion, 327.327059881, 1e-9);
}

TEST(Reml, OfDyestuff2IsOnTheBoundary) {
  const auto fit = *fit_likelihood(test::one_way_effects(test::k_dyestuff2), Likelihood::restricted);
  EXPECT_EQ(fit.variances[0], 0);
  EXPECT_NEAR(fit.variances[1], 13.80630963, 1e-8);
  EXPECT_NEAR(fit.criterion, 161.828277812, 1e-9);
}

TEST(Reml, OfShroutAndFleissIsThatOfLme4) {
  const auto two = *fit_likelihood(test::two_way_effects(test::k_shrout_fleiss), Likelihood::restricted);
  EXPECT_NEAR(two.variances[0], 2.5555556, 1e-6);
  EXPECT_NEAR(two.variances[1], 5.2444444, 1e-6);
  EXPECT_NEAR(two.variances[2], 1.0194444, 1e-6);
  EXPECT_NEAR(two.criterion, 91.2786671, 1e-7);
  const auto one = *fit_likelihood(test::one_way_effects(test::k_shrout_fleiss), Likelihood::restricted);
  EXPECT_NEAR(one.variances[0], 1.2444444, 1e-6);
  EXPECT_NEAR(one.variances[1], 6.2638889, 1e-6);
  EXPECT_NEAR(one.criterion, 113.573783894, 1e-9);
  EXPECT_NEAR(one.mean, 5.29166666667, 1e-11);
  EXPECT_NEAR(one.mean_error, 0.684399574786, 1e-8);
}

TEST(Reml, OfTheGaugeDropsTheInteraction) {
  const auto fit = *fit_likelihood(test::gauge_effects(true), Likelihood::restricted);
  EXPECT_NEAR(fit.variances[0], 1.086446, 1e-5);
  EXPECT_NEAR(fit.variances[1], 0.051455, 1e-6);
  EXPECT_EQ(fit.variances[2], 0);
  EXPECT_NEAR(fit.variances[3], 0.039973, 1e-6);
  EXPECT_NEAR(fit.criterion, 27.42381672, 1e-7);
}

TEST(Reml, OfBalancedDataIsAnalysisOfVariance) {
  const auto effects = test::gauge_effects(false);
  const auto fit = *fit_likelihood(effects, Likelihood::restricted);
  const auto anova = *anova_components(effects);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(fit.variances[i] / anova.component(i), 1, 1e-6);
  }
}

// Subjects differ a million times more than executions.
TEST(Reml, HoldsWhenTheRunIsTiny) {
  auto effects = test::one_way_effects({{1, 2}, {3, 4.5}, {8, 7}, {5, 5.25}});
  for (std::size_t i = 0; i < effects.values.size(); ++i) {
    effects.values[i] = effects.values[i] * 1e-6 + static_cast<double>(effects.terms[0].level[i] * 3 % 5);
  }
  const auto fit = *fit_likelihood(effects, Likelihood::restricted);
  const auto anova = *anova_components(effects);
  EXPECT_NEAR(fit.variances[0] / anova.component(0), 1, 1e-5);
  EXPECT_NEAR(fit.variances[1] / anova.component(1), 1, 1e-5);
}

TEST(Reml, DoesNotFeelShiftAndScale) {
  auto effects = test::gauge_effects(true);
  effects.values.resize(83); // unbalanced
  for (auto& term : effects.terms) {
    term.level.resize(83);
  }
  const auto before = *fit_likelihood(effects, Likelihood::restricted);
  for (auto& value : effects.values) {
    value = 4 * value + 1024;
  }
  const auto after = *fit_likelihood(effects, Likelihood::restricted);
  for (std::size_t i = 0; i < before.variances.size(); ++i) {
    EXPECT_NEAR(after.variances[i], 16 * before.variances[i], 1e-6);
  }
  EXPECT_NEAR(after.criterion - before.criterion, 82 * std::log(16.0), 1e-7);
}

} // namespace
} // namespace reprovip::stats
