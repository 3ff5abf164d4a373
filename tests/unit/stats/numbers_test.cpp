#include "harness/stats/distributions.hpp"
#include "harness/stats/significance.hpp"
#include "harness/stats/sums.hpp"
#include "harness/stats/ulp.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace reprovip::stats {
namespace {

// NIST StRD univariate NumAcc3 and NumAcc4: mean and sd are known, and naive formulas lose them.
std::vector<double> num_acc(double base) {
  std::vector<double> values = {base + 0.2};
  for (int i = 0; i < 500; ++i) {
    values.push_back(base + 0.1);
    values.push_back(base + 0.3);
  }
  return values;
}

double log_relative_error(double value, double certified) {
  return value == certified ? 15 : -std::log10(std::abs(value - certified) / std::abs(certified));
}

TEST(Sum, KeepsWhatPlainAdditionLoses) {
  Sum sum;
  for (const double term : {1.0, 1e100, 1.0, -1e100}) {
    sum.add(term);
  }
  EXPECT_EQ(sum.value(), 2);
}

TEST(Moments, ReachNistNumAcc3) {
  const auto result = moments(num_acc(1000000));
  EXPECT_EQ(result.mean, 1000000.2);
  EXPECT_GE(log_relative_error(std::sqrt(result.variance()), 0.1), 9.4);
}

TEST(Moments, ReachNistNumAcc4) {
  const auto result = moments(num_acc(10000000));
  EXPECT_EQ(result.mean, 10000000.2);
  EXPECT_GE(log_relative_error(std::sqrt(result.variance()), 0.1), 8.2);
}

TEST(Moments, LeaveEqualValuesExact) {
  const std::vector<double> values(3, 0.1);
  const auto result = moments(values);
  EXPECT_EQ(result.mean, 0.1);
  EXPECT_EQ(result.sum_of_squares, 0);
}

TEST(Moments, OfNothingCountNothing) {
  EXPECT_EQ(moments({}).count, 0U);
}

TEST(Distributions, AgreeWithR) {
  EXPECT_NEAR(f_quantile(0.975, 5, 4.78514386), 7.498627597035, 1e-10);
  EXPECT_NEAR(f_upper_tail(11.0272479564, 5, 15), 0.000134566516484337, 1e-15);
  EXPECT_NEAR(chi_squared_quantile(0.025, 29), 16.0470716953649, 1e-11);
  EXPECT_NEAR(t_upper_tail(2.1, 98), 0.019148486347952, 1e-14);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
}

TEST(Distributions, KeepTheFarTail) {
  EXPECT_NEAR(f_upper_tail(500, 5, 15) / 4.00078350923083e-16, 1, 1e-11);
  EXPECT_NEAR(f_quantile(1 - 1e-12, 3, 7) / 7966.55103825817, 1, 1e-4);
}

TEST(Ulp, CountsRepresentableNumbers) {
  constexpr double tiny = 5e-324;
  EXPECT_EQ(ulp_distance(1.0, 1.0 + std::numeric_limits<double>::epsilon()), 1U);
  EXPECT_EQ(ulp_distance(-0.0, 0.0), 0U);
  EXPECT_EQ(ulp_distance(-tiny, tiny), 2U);
  EXPECT_EQ(ulp_distance(1.0, 2.0), 4503599627370496U);
  EXPECT_EQ(ulp_distance(0.1 + 0.2, 0.3), 1U);
  EXPECT_EQ(ulp_distance(1.0F, 1.0F + std::numeric_limits<float>::epsilon()), 1U);
}

TEST(Ulp, SpansTheWholeRange) {
  constexpr double huge = std::numeric_limits<double>::max();
  EXPECT_EQ(ulp_distance(-huge, huge), 2U * 0x7fef'ffff'ffff'ffffU);
}

// x_i = 2 + ((37 i mod 101) - 50) 1e-9: free of any licence, values from the package significantdigits.
std::vector<double> procedural() {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) {
    values.push_back(2 + (((37 * i) % 101) - 50) * 1e-9);
  }
  return values;
}

TEST(SignificantBits, AgreeWithSignificantdigits) {
  const auto bits = *significant_bits(procedural(), {0.95, 0.95, true, 0});
  EXPECT_NEAR(bits.cnh, 24.63686701352368, 1e-6);
  EXPECT_NEAR(bits.contributing, 29.925802282799236, 1e-6);
  EXPECT_EQ(bits.general, 25);
  EXPECT_NEAR(bits.parker, 26.01011077882388, 1e-6);
  EXPECT_NEAR(significant_bits(procedural(), {0.99, 0.95, true, 0})->cnh, 24.242657166436658, 1e-6);
}

TEST(SignificantBits, AreFewerWithTheUnbiasedSpread) {
  EXPECT_NEAR(significant_bits(procedural(), {0.95, 0.95, true, 1})->cnh, 24.612412213283207, 1e-6);
}

TEST(SignificantBits, OfAnAbsoluteErrorLoseTheExponent) {
  const auto bits = *significant_bits(procedural(), {0.95, 0.95, false, 0});
  EXPECT_NEAR(bits.cnh, 23.63686701352368, 1e-6);
  EXPECT_EQ(bits.general, 24);
}

TEST(SignificantBits, NeedAnErrorAndAReference) {
  EXPECT_FALSE(significant_bits(std::array{1.0, 1.0}, {}));
  EXPECT_FALSE(significant_bits(std::array{1.0}, {}));
  EXPECT_FALSE(significant_bits(std::array{-1.0, 1.0}, {}));
}

} // namespace
} // namespace reprovip::stats
