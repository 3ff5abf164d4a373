#include "harness/stats/significance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace reprovip::stats {
namespace {

// x_i = 2 + ((37 i mod 101) - 50) 1e-9, free of any licence. Known values are those of the Python package
// significantdigits, which takes NumPy's mean for reference.
std::vector<double> procedural() {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) {
    values.push_back(2 + (((37 * i) % 101) - 50) * 1e-9);
  }
  return values;
}

BitsQuestion as_the_package(bool relative, int ddof = 0) {
  BitsQuestion question;
  question.relative = relative;
  question.ddof = ddof;
  question.reference = 1.9999999983333332;
  question.as_significantdigits = true;
  return question;
}

TEST(SignificantBits, AgreeWithSignificantdigits) {
  auto question = as_the_package(true);
  const auto bits = *significant_bits(procedural(), question);
  EXPECT_NEAR(bits.cnh, 24.63686701352368, 1e-12);
  EXPECT_NEAR(bits.contributing, 29.925802282799236, 1e-12);
  EXPECT_EQ(bits.general, 25);
  question.probability = 0.99;
  EXPECT_NEAR(significant_bits(procedural(), question)->cnh, 24.242657166436658, 1e-12);
}

TEST(SignificantBits, OfAnAbsoluteErrorLoseTheExponent) {
  const auto bits = *significant_bits(procedural(), as_the_package(false));
  EXPECT_NEAR(bits.cnh, 23.63686701352368, 1e-12);
  EXPECT_NEAR(bits.contributing, 28.925802282799236, 1e-12);
  EXPECT_EQ(bits.general, 24);
}

TEST(SignificantBits, AreFewerWithTheUnbiasedSpread) {
  EXPECT_NEAR(significant_bits(procedural(), as_the_package(true, 1))->cnh, 24.612412213283207, 1e-12);
}

// X / reference - 1 rounds at 2^-53 where (X - reference) / reference does not.
TEST(SignificantBits, OfOurOwnAreCloserToExactArithmetic) {
  const auto ours = *significant_bits(procedural(), {});
  EXPECT_NEAR(ours.cnh, 24.61241221208096, 1e-11);
  EXPECT_NEAR(ours.cnh, 24.612412213283207, 2e-9);
  EXPECT_EQ(ours.general, 25);
  EXPECT_TRUE(ours.centred);
}

TEST(SignificantBits, OfParkerAreNotRoundedUp) {
  const auto bits = *significant_bits(procedural(), {});
  EXPECT_NEAR(*bits.parker, 26.01011077882388, 1e-12);
  EXPECT_NEAR(*bits.parker * std::log10(2), 7.829823534969023, 1e-13);
}

TEST(SignificantBits, LoseAMarginForFewExecutions) {
  struct Margin {
    std::size_t n;
    double bits;
  };
  for (const auto& [n, bits] : std::array<Margin, 9>{{{3, 3.6227},
                                                      {5, 2.4937},
                                                      {10, 1.8392},
                                                      {15, 1.6281},
                                                      {20, 1.5174},
                                                      {30, 1.3977},
                                                      {50, 1.2883},
                                                      {100, 1.1870},
                                                      {1000, 1.0355}}}) {
    EXPECT_NEAR(cnh_margin(n, 0.95, 0.95), bits, 5e-5) << n;
    EXPECT_NEAR(cnh_margin(n, 0.99, 0.95) - cnh_margin(n, 0.95, 0.95), 0.3942, 5e-5);
  }
}

TEST(SignificantBits, NeedAnErrorAndAReference) {
  EXPECT_FALSE(significant_bits(std::array{1.0, 1.0}, {}));
  EXPECT_FALSE(significant_bits(std::array{1.0}, {}));
  EXPECT_FALSE(significant_bits(std::array{-1.0, 1.0}, {}));
  BitsQuestion absolute;
  absolute.relative = false;
  EXPECT_FALSE(significant_bits(std::array{-1.0, 1.0}, absolute)->parker);
}

// 52 - the margin: what the package says of equal values.
TEST(SignificantBits, OfEqualValuesAreThePackagesWhenAsked) {
  BitsQuestion question;
  question.as_significantdigits = true;
  question.ddof = 0;
  const std::vector<double> same(4, 0.1);
  EXPECT_NEAR(significant_bits(same, question)->cnh, 49.13, 5e-3);
  question.mantissa = 24;
  EXPECT_NEAR(significant_bits(same, question)->cnh, 20.13, 5e-3);
  question.mantissa = 53;
  question.reference = 0.1 * (1 + std::ldexp(1, -10));
  EXPECT_NEAR(significant_bits(same, question)->cnh, 10 - cnh_margin(4, 0.95, 0.95), 2e-3);
}

TEST(SignificantBits, AreCountedWithoutRounding) {
  BitsQuestion question;
  question.reference = 1;
  // Errors of exactly 2^-10, and of one unit in the last place more.
  const double bound = 1 + std::ldexp(1, -10);
  EXPECT_EQ(significant_bits(std::array{bound, 2 - bound}, question)->general, 10);
  EXPECT_EQ(significant_bits(std::array{std::nextafter(bound, 2), 1.0}, question)->general, 9);
}

TEST(SignificantBits, ContributeWhileNoneIsOdd) {
  BitsQuestion question;
  question.reference = 1;
  const double small = std::ldexp(1, -10);
  // floor(2^10 2^-10) = 1 is odd.
  EXPECT_EQ(significant_bits(std::array{1 + small, 1 - small}, question)->general_contributing, 9);
  EXPECT_EQ(significant_bits(std::array{1 + 0.9 * small, 1 - 0.9 * small}, question)->general_contributing,
            10);
}

TEST(SignificantBits, ToleratesFailuresWhenThereAreManyRuns) {
  std::vector<double> values(1000, 1.0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] += std::ldexp(i < 3 ? 1.0 : i % 2 == 0 ? 1e-6 : -1e-6, -4);
  }
  BitsQuestion question;
  question.reference = 1;
  const auto bits = *significant_bits(values, question);
  EXPECT_EQ(bits.general, 4);
  EXPECT_EQ(*bits.partial, 23);
  EXPECT_GE(*bits.partial_contributing, *bits.partial);
  question.probability = 0.999;
  EXPECT_FALSE(significant_bits(values, question)->partial);
}

TEST(SignificantBits, NoticeThatErrorsAreNotCentred) {
  BitsQuestion question;
  question.reference = 2;
  EXPECT_FALSE(significant_bits(std::array{2.1, 2.11, 2.09, 2.1, 2.105}, question)->centred);
  EXPECT_TRUE(significant_bits(std::array{2.1, 1.9, 2.05, 1.96}, question)->centred);
}

TEST(SignificantBits, DoNotDependOnScaleOrOrder) {
  auto values = procedural();
  const auto before = *significant_bits(values, {});
  std::reverse(values.begin(), values.end());
  for (auto& value : values) {
    value *= 1024;
  }
  const auto after = *significant_bits(values, {});
  EXPECT_NEAR(after.cnh, before.cnh, 1e-12);
  EXPECT_EQ(after.general, before.general);
}

TEST(SuccessLowerBound, IsThatOfSignificantdigits) {
  EXPECT_NEAR(success_lower_bound(40, 40, 0.95), 0.925107, 5e-7);
  EXPECT_NEAR(success_lower_bound(40, 40, 0.95), 0.9251066931611502, 1e-15);
  EXPECT_NEAR(success_lower_bound(30, 30, 0.95), 0.900142, 5e-7);
  EXPECT_NEAR(success_lower_bound(34, 40, 0.95), 0.722541, 5e-7);
}

TEST(RunsNeeded, ArePublished) {
  EXPECT_EQ(runs_needed(0.9, 0.95), 29U);
  EXPECT_EQ(runs_needed(0.95, 0.95), 59U);
  EXPECT_EQ(runs_needed(0.99, 0.95), 299U);
}

} // namespace
} // namespace reprovip::stats
