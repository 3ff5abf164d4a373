#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <gtest/gtest.h>

#include <cmath>
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

// R 4.2: qt(.05, 9, ncp = 2), pnorm(1.96, lower = FALSE)
TEST(Distributions, NoncentralTAndNormalTail) {
  EXPECT_NEAR(noncentral_t_quantile(0.05, 9, 2), 0.359212645100937, 1e-12);
  EXPECT_NEAR(normal_upper_tail(1.96), 0.0249978951482204, 1e-15);
  EXPECT_EQ(normal_upper_tail(std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(t_upper_tail(-std::numeric_limits<double>::infinity(), 3), 1);
}

} // namespace
} // namespace reprovip::stats
