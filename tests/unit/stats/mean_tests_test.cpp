#include "harness/stats/kolmogorov.hpp"
#include "harness/stats/mean_tests.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace reprovip::stats {
namespace {

// Student 1908 (R's `sleep`): two drugs on ten patients.
const std::vector<double> k_x = {.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2};
const std::vector<double> k_y = {1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4};

MeanEstimate sleep_differences() {
  std::vector<double> differences;
  for (std::size_t i = 0; i < k_x.size(); ++i) {
    differences.push_back(k_x[i] - k_y[i]);
  }
  return paired_mean(differences);
}

// R: t.test(x, y, paired = TRUE).
TEST(PairedMean, OfSleepIsThatOfR) {
  const auto estimate = sleep_differences();
  const auto test = t_test(estimate);
  EXPECT_NEAR(test.statistic, -4.0621277, 1e-7);
  EXPECT_EQ(estimate.df, 9);
  EXPECT_NEAR(test.p, .00283289, 1e-8);
  const auto interval = limits_of(estimate, 0.9);
  EXPECT_NEAR(interval.low, -2.293005267, 1e-9);
  EXPECT_NEAR(interval.high, -.866994733, 1e-9);
}

TEST(EquivalenceTest, OfSleepIsKnown) {
  EXPECT_NEAR(equivalence_test(sleep_differences(), 2).p, .1541572357, 1e-10);
  EXPECT_NEAR(equivalence_test(sleep_differences(), 2.5).p, .02111686025, 1e-11);
  EXPECT_NEAR(equivalence_test(sleep_differences(), 3).p, .002655570293, 1e-12);
}

TEST(EquivalenceTest, AgreesWithTheInterval) {
  for (const double margin : {0.5, 0.866, 0.867, 1.5, 2.29, 2.2931, 4.0}) {
    const bool inside = standing_of(limits_of(sleep_differences(), 0.9), margin) == Standing::inside;
    EXPECT_EQ(equivalence_test(sleep_differences(), margin).p < 0.05, inside) << margin;
  }
}

TEST(EquivalenceTest, WithoutErrorIsCertain) {
  EXPECT_EQ(equivalence_test({0, 0, 4}, 1).p, 0);
  EXPECT_EQ(equivalence_test({2, 0, 4}, 1).p, 1);
  EXPECT_EQ(t_test({0, 0, 4}).p, 1);
  EXPECT_EQ(t_test({2, 0, 4}).p, 0);
}

TEST(Standing, IsInsideOutsideOrAcross) {
  EXPECT_EQ(standing_of({-0.5, 0.9}, 1), Standing::inside);
  EXPECT_EQ(standing_of({-0.5, 1}, 1), Standing::across);
  EXPECT_EQ(standing_of({1, 2}, 1), Standing::outside);
  EXPECT_EQ(standing_of({-2, -1.5}, 1), Standing::outside);
  EXPECT_EQ(standing_of({-2, 2}, 1), Standing::across);
}

// R: t.test(x, y).
TEST(WelchMean, OfSleepIsThatOfR) {
  const auto estimate = welch_mean(k_x, k_y);
  const auto test = t_test(estimate);
  EXPECT_NEAR(test.statistic, -1.8608135, 1e-7);
  EXPECT_NEAR(estimate.df, 17.776474, 1e-6);
  EXPECT_NEAR(test.p, .07939414, 1e-8);
  EXPECT_NEAR(limits_of(estimate, 0.95).low, -3.36548323071171, 1e-12);
}

// R: var.test(x, y, conf.level = 0.9), and with ratio = 1.25^2, alternative = "less".
TEST(RatioOfDeviations, OfSleepIsThatOfR) {
  const Variance x{3.2005555555555555, 9};
  const Variance y{4.009, 9};
  const auto ratio = ratio_of_deviations(x, y, 0.95);
  EXPECT_NEAR(ratio.low * ratio.low, 0.251138554133434, 1e-12);
  EXPECT_NEAR(ratio.high * ratio.high, 2.537845843350254, 1e-12);
  EXPECT_NEAR(noninferiority_test(x, y, 1.25).p, 0.16577375368404, 1e-12);
  EXPECT_EQ(noninferiority_test({0, 9}, y, 1.25).p, 0);
}

TEST(LimitsOfRatio, FollowFromTheirDefinition) {
  const Ranged denominator{2, 1.5, 3};
  for (const auto& numerator : {Ranged{1, 0.4, 1.6}, Ranged{0.2, -0.4, 0.8}, Ranged{-1, -1.6, -0.4}}) {
    const auto limits = limits_of_ratio(numerator, denominator);
    const double ratio = numerator.value / denominator.value;
    EXPECT_LT(limits.low, ratio);
    EXPECT_GT(limits.high, ratio);
    const double side =
        limits.high > 0 ? denominator.value - denominator.low : denominator.high - denominator.value;
    const double upper = numerator.value - limits.high * denominator.value +
                         std::hypot(numerator.high - numerator.value, limits.high * side);
    EXPECT_NEAR(upper, 0, 1e-14);
  }
}

TEST(LimitsOfRatio, OfAKnownDenominatorAreThoseOfTheNumerator) {
  const auto limits = limits_of_ratio({-1, -3, 2}, {2, 2, 2});
  EXPECT_NEAR(limits.low, -1.5, 1e-15);
  EXPECT_NEAR(limits.high, 1, 1e-15);
}

TEST(LimitsOfRatio, BearAWideDenominator) {
  const auto limits = limits_of_ratio({-4, -5, -3}, {1, 0.4, 30});
  EXPECT_LT(limits.low, -4);
  EXPECT_GT(limits.high, -4);
  EXPECT_LT(limits.high, 0);
}

// R 4.2 and SciPy agree.
TEST(KolmogorovSmirnov, OfTwoSamplesIsThatOfR) {
  const std::vector<double> x = {.61,  .29, .06,  .59,  -1.73, -.74, .51,  -.56, .39,  1.64, .05,  -.06, .64,
                                 -.82, .37, 1.77, 1.09, -1.28, 2.36, 1.31, 1.05, -.32, -.40, 1.06, -2.47};
  const std::vector<double> y = {2.20, 1.66, 1.38, .20,  .36,  .00,  .96, 1.56, .44, 1.50,
                                 -.30, .66,  2.31, 3.29, -.27, -.37, .38, .70,  .52, -.71};
  const auto result = kolmogorov_smirnov(x, y, KolmogorovMethod::automatic);
  EXPECT_TRUE(result.exact);
  EXPECT_NEAR(result.d, .23, 1e-15);
  EXPECT_NEAR(result.p, .5286364448145, 1e-13);
  EXPECT_NEAR(kolmogorov_smirnov(y, x, KolmogorovMethod::exact).p, result.p, 1e-14);
}

// R 4.2: ks.test with exact = TRUE; asymptotic by its series (R stops it at 3e-6: 0.4004737).
TEST(KolmogorovSmirnov, CountsTiesAsTheyAre) {
  EXPECT_NEAR(kolmogorov_smirnov(std::vector<double>{1, 2, 2, 3, 3}, std::vector<double>{1, 2, 4, 4, 5, 6},
                                 KolmogorovMethod::exact)
                  .p,
              0.069264069264074, 1e-12);
  EXPECT_NEAR(kolmogorov_smirnov(k_x, k_y, KolmogorovMethod::exact).p, 0.39682608413258, 1e-12);
  EXPECT_NEAR(kolmogorov_smirnov(k_x, k_y, KolmogorovMethod::asymptotic).p,
              2 * (std::exp(-1.6) - std::exp(-6.4) + std::exp(-14.4) - std::exp(-25.6)), 1e-15);
}

// Apart altogether: 2 of the binomial(60, 30) ways to draw.
TEST(KolmogorovSmirnov, KeepsTheDigitsOfSmallP) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 30; ++i) {
    x.push_back(i);
    y.push_back(100 + i);
  }
  const auto result = kolmogorov_smirnov(x, y, KolmogorovMethod::exact);
  EXPECT_EQ(result.d, 1);
  EXPECT_NEAR(result.p / (2 / 118264581564861424.0), 1, 1e-12);
}

TEST(KolmogorovSmirnov, OfTheSameValuesIsZero) {
  const auto result = kolmogorov_smirnov(k_x, k_x, KolmogorovMethod::exact);
  EXPECT_EQ(result.d, 0);
  EXPECT_EQ(result.p, 1);
  EXPECT_EQ(kolmogorov_smirnov(k_x, k_x, KolmogorovMethod::asymptotic).p, 1);
}

// Kolmogorov's distribution, Smirnov 1948: K(1.36) = 0.9505, K(0.5) = 0.0361.
TEST(KolmogorovUpperTail, IsContinuousAndKnown) {
  EXPECT_NEAR(kolmogorov_upper_tail(1.36), 1 - 0.950514, 1e-6);
  EXPECT_NEAR(kolmogorov_upper_tail(0.5), 1 - 0.036055, 1e-6);
  EXPECT_NEAR(kolmogorov_upper_tail(1 - 1e-12), kolmogorov_upper_tail(1), 1e-11);
}

} // namespace
} // namespace reprovip::stats
