#include "harness/stats/bland_altman.hpp"
#include "harness/stats/concordance.hpp"
#include "harness/stats/distributions.hpp"

#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::stats {
namespace {

std::vector<double> first_readings(bool mini) {
  std::vector<double> values;
  const auto table = test::peak_flow(mini);
  for (const auto& row : table) {
    values.push_back(row.front());
  }
  return values;
}

std::vector<double> peak_flow_differences() {
  const auto large = first_readings(false);
  const auto mini = first_readings(true);
  std::vector<double> differences;
  for (std::size_t i = 0; i < large.size(); ++i) {
    differences.push_back(large[i] - mini[i]);
  }
  return differences;
}

// Bland & Altman 1986: peak flow, first readings, Wright - mini Wright.
TEST(BlandAltman, OfPeakFlowIsPublished) {
  const auto result = bland_altman(peak_flow_differences(), {});
  EXPECT_NEAR(result.bias.value, -2.117647059, 1e-9);
  EXPECT_NEAR(result.sd, 38.76512987, 1e-8);
  EXPECT_NEAR(result.bias.low, -22.0488, 5e-5);
  EXPECT_NEAR(result.bias.high, 17.8135, 5e-5);
  EXPECT_NEAR(result.lower.value, -78.0973, 5e-5);
  EXPECT_NEAR(result.upper.value, 73.8620, 5e-5);
}

TEST(BlandAltman, OfPeakFlowWithTwoStandardDeviations) {
  AgreementQuestion question;
  question.multiplier = 2;
  const auto result = bland_altman(peak_flow_differences(), question);
  EXPECT_NEAR(result.lower.value, -79.648, 5e-4);
  EXPECT_NEAR(result.upper.value, 75.413, 5e-4);
}

// Standard errors of a limit: 16.2846 (sqrt(3 s^2 / n)) and 16.3951.
TEST(BlandAltman, LimitsHaveTheErrorOfTheirConvention) {
  const double t = t_quantile(0.975, 16);
  AgreementQuestion question;
  const auto now = bland_altman(peak_flow_differences(), question);
  EXPECT_NEAR((now.upper.high - now.upper.value) / t, 16.3951, 5e-5);
  EXPECT_NEAR((now.lower.value - now.lower.low) / t, 16.3951, 5e-5);
  question.interval = LimitsInterval::published;
  const auto then = bland_altman(peak_flow_differences(), question);
  EXPECT_NEAR((then.upper.high - then.upper.value) / t, 16.2846, 5e-5);
}

// R: mean(d) + sd(d) * qt(c(.025, .975), 16, 1.96 * sqrt(17)) / sqrt(17).
TEST(BlandAltman, ExactLimitsAreThoseOfTheNoncentralT) {
  AgreementQuestion question;
  question.interval = LimitsInterval::exact;
  const auto result = bland_altman(peak_flow_differences(), question);
  EXPECT_NEAR(result.upper.low, 48.86076707, 1e-6);
  EXPECT_NEAR(result.upper.high, 119.9275337, 1e-6);
  EXPECT_NEAR(result.lower.high - result.bias.value, -(result.upper.low - result.bias.value), 1e-9);
  EXPECT_NEAR(result.lower.low - result.bias.value, -(result.upper.high - result.bias.value), 1e-9);
}

TEST(BlandAltman, OfConstantDifferencesHasNoWidth) {
  const auto result = bland_altman(std::vector<double>{0.1, 0.1, 0.1}, {});
  EXPECT_EQ(result.bias.low, 0.1);
  EXPECT_EQ(result.lower.value, 0.1);
  EXPECT_EQ(result.upper.high, 0.1);
}

// Zou 2013, published: limits of agreement -2.23 and 3.66, their 95 % intervals (-9.76, -0.48) and
// (1.91, 11.20). The bias is 0.7152; from it the lowest limit is -9.7686: the published one starts from a
// bias rounded to 0.72.
TEST(BlandAltmanRepeated, OfZouIsPublished) {
  const Groups x = {{7.83, 7.42, 7.89, 7.12, 7.88},
                    {6.16, 7.26, 6.71, 6.54},
                    {4.75, 5.24, 4.86, 4.78, 6.05, 5.42},
                    {4.21, 3.61, 3.72, 3.87, 3.92}};
  const Groups y = {{6.57, 5.62, 6.90, 6.57},
                    {4.06, 4.29, 4.26},
                    {4.71, 5.50, 5.08, 5.02, 6.01, 5.67},
                    {4.14, 4.20, 4.61, 4.68, 5.04}};
  const auto result = bland_altman_repeated(x, y, {});
  EXPECT_NEAR(result.bias.value, 0.7152, 5e-5);
  EXPECT_NEAR(result.lower.value, -2.23, 5e-3);
  EXPECT_NEAR(result.upper.value, 3.66, 5e-3);
  EXPECT_NEAR(result.lower.low, -9.76, 1e-2);
  EXPECT_NEAR(result.lower.high, -0.48, 5e-3);
  EXPECT_NEAR(result.upper.low, 1.91, 5e-3);
  EXPECT_NEAR(result.upper.high, 11.20, 5e-3);
}

TEST(BlandAltmanRepeated, OfSingleMeasurementsHasTheLimitsOfTheSimpleMethod) {
  const Groups x = {{1}, {2}, {4}, {8.5}};
  const Groups y = {{1.5}, {2}, {3}, {9}};
  const auto repeated = bland_altman_repeated(x, y, {});
  const auto simple = bland_altman(std::vector<double>{-0.5, 0, 1, -0.5}, {});
  EXPECT_NEAR(repeated.lower.value, simple.lower.value, 1e-14);
  EXPECT_NEAR(repeated.bias.high, simple.bias.high, 1e-14);
}

// R's epiR::epi.ccc on peak flow, first readings.
TEST(Concordance, OfPeakFlowIsThatOfEpiR) {
  const auto x = first_readings(false);
  const auto y = first_readings(true);
  const auto result = concordance(x, y, 0.95, ConcordanceInterval::fisher_z);
  EXPECT_NEAR(result.ccc.value, 0.9427424314, 1e-10);
  EXPECT_NEAR(result.ccc.low, 0.8504918732, 1e-10);
  EXPECT_NEAR(result.ccc.high, 0.9787262792, 1e-10);
  EXPECT_NEAR(result.scale_shift, .9725091213, 1e-10);
  EXPECT_NEAR(result.location_shift, .01903025009, 1e-11);
  EXPECT_NEAR(result.bias_correction, .9994306931, 1e-10);
  const auto plain = concordance(x, y, 0.95, ConcordanceInterval::asymptotic);
  EXPECT_NEAR(plain.ccc.low, 0.8866546566, 1e-10);
  EXPECT_NEAR(plain.ccc.high, 0.9988302062, 1e-10);
}

TEST(Concordance, IsSymmetric) {
  const auto x = first_readings(false);
  const auto y = first_readings(true);
  const auto one = concordance(x, y, 0.9, ConcordanceInterval::fisher_z);
  const auto other = concordance(y, x, 0.9, ConcordanceInterval::fisher_z);
  EXPECT_NEAR(one.ccc.value, other.ccc.value, 1e-15);
  EXPECT_NEAR(one.ccc.low, other.ccc.low, 1e-15);
  EXPECT_NEAR(one.location_shift, -other.location_shift, 1e-15);
}

TEST(Concordance, OfTheSameValuesIsOne) {
  const std::vector<double> x = {1, 2, 4};
  const auto result = concordance(x, x, 0.95, ConcordanceInterval::fisher_z);
  EXPECT_EQ(result.ccc.value, 1);
  EXPECT_EQ(result.ccc.low, 1);
  EXPECT_EQ(result.ccc.high, 1);
}

TEST(Concordance, WithoutCorrelationHasAnInterval) {
  const auto result = concordance(std::vector<double>{-1, 0, 1, 0}, std::vector<double>{0, 1, 0, -1}, 0.95,
                                  ConcordanceInterval::fisher_z);
  EXPECT_EQ(result.ccc.value, 0);
  EXPECT_LT(result.ccc.low, 0);
  EXPECT_NEAR(result.ccc.low, -result.ccc.high, 1e-15);
}

} // namespace
} // namespace reprovip::stats
