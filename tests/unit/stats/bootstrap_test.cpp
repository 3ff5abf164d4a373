#include "harness/stats/bootstrap.hpp"
#include "harness/stats/sums.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace reprovip::stats {
namespace {

// Efron & Tibshirani 1993: the spatial test data A, and the law school data.
const std::vector<double> k_spatial = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                                       0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};
const std::vector<double> k_lsat = {576, 635, 558, 578, 666, 580, 555, 661,
                                    651, 605, 653, 575, 545, 572, 594};
const std::vector<double> k_gpa = {3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43,
                                   3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96};

std::optional<double> spatial_variance(std::span<const std::size_t> clusters) {
  std::vector<double> values;
  for (const auto cluster : clusters) {
    values.push_back(k_spatial[cluster]);
  }
  return moments(values).sum_of_squares / static_cast<double>(values.size());
}

std::optional<double> law_correlation(std::span<const std::size_t> clusters) {
  std::vector<double> x;
  std::vector<double> y;
  for (const auto cluster : clusters) {
    x.push_back(k_lsat[cluster]);
    y.push_back(k_gpa[cluster]);
  }
  const auto mx = moments(x);
  const auto my = moments(y);
  double product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    product += (x[i] - mx.mean) * (y[i] - my.mean);
  }
  const double scale = std::sqrt(mx.sum_of_squares * my.sum_of_squares);
  return scale > 0 ? std::optional(product / scale) : std::nullopt;
}

TEST(Jackknife, OfSpatialDataIsPublished) {
  EXPECT_NEAR(jackknife(k_spatial.size(), spatial_variance)->acceleration, 0.0612401198123, 1e-13);
}

TEST(Jackknife, OfLawSchoolIsPublished) {
  const auto result = jackknife(k_lsat.size(), law_correlation);
  EXPECT_NEAR(result->acceleration, -0.0756715649379, 1e-13);
  EXPECT_NEAR(result->standard_error, 0.142518618602, 1e-12);
}

TEST(Jackknife, NeedsAValueWithoutEach) {
  const auto fragile = [](std::span<const std::size_t> clusters) {
    return clusters.front() == 0 ? std::optional(1.0) : std::nullopt;
  };
  EXPECT_FALSE(jackknife(3, fragile));
  EXPECT_FALSE(jackknife(1, fragile));
}

// 90 % BCa: (115.8, 259.6) in the book, (115.5, 261.0) by R's boot with 20 000 replicates.
TEST(Bootstrap, OfSpatialDataIsWithinMonteCarloError) {
  const auto result =
      bootstrap(k_spatial.size(), 171.534023669, spatial_variance, {BootstrapMethod::bca, 0.90, 20000, 1, 2});
  EXPECT_EQ(result.reason, "");
  EXPECT_NEAR(result.low, 115.65, 2.5);
  EXPECT_NEAR(result.high, 260.3, 4);
  EXPECT_NEAR(result.z0, 0.15, 0.05);
}

// 95 % BCa (0.334, 0.941)
TEST(Bootstrap, OfLawSchoolIsWithinMonteCarloError) {
  const auto result =
      bootstrap(k_lsat.size(), 0.776374491289, law_correlation, {BootstrapMethod::bca, 0.95, 20000, 1, 2});
  EXPECT_NEAR(result.low, 0.334, 0.02);
  EXPECT_NEAR(result.high, 0.941, 0.004);
  EXPECT_NEAR(result.standard_error, 0.133, 0.006);
}

TEST(Bootstrap, DoesNotFeelTheNumberOfThreads) {
  for (const auto method : {BootstrapMethod::bca, BootstrapMethod::percentile}) {
    const auto one = bootstrap(k_lsat.size(), 0.776374491289, law_correlation, {method, 0.95, 999, 42, 1});
    const auto four = bootstrap(k_lsat.size(), 0.776374491289, law_correlation, {method, 0.95, 999, 42, 4});
    EXPECT_EQ(one.low, four.low);
    EXPECT_EQ(one.high, four.high);
    EXPECT_EQ(one.standard_error, four.standard_error);
    const auto other = bootstrap(k_lsat.size(), 0.776374491289, law_correlation, {method, 0.95, 999, 43, 1});
    EXPECT_NE(one.low, other.low);
  }
}

// 999 replicates: the limits of 95 % are the 25th and the 975th.
TEST(Bootstrap, PercentileReadsOrderStatistics) {
  std::vector<double> replicates;
  for (int i = 999; i > 0; --i) {
    replicates.push_back(i);
  }
  const auto result = bootstrap_limits(replicates, 500, 0, {BootstrapMethod::percentile, 0.95, 999, 1, 1});
  EXPECT_NEAR(result.low, 25, 1e-9);
  EXPECT_NEAR(result.high, 975, 1e-9);
}

TEST(Bootstrap, BcaWithoutBiasAndSkewIsPercentile) {
  std::vector<double> replicates;
  for (int i = 1; i <= 1000; ++i) {
    replicates.push_back(i);
  }
  const auto plain = bootstrap_limits(replicates, 500.5, 0, {BootstrapMethod::percentile, 0.9, 1000, 1, 1});
  const auto bca = bootstrap_limits(replicates, 500.5, 0, {BootstrapMethod::bca, 0.9, 1000, 1, 1});
  EXPECT_EQ(bca.z0, 0);
  EXPECT_NEAR(bca.low, plain.low, 1e-9);
  EXPECT_NEAR(bca.high, plain.high, 1e-9);
}

TEST(Bootstrap, OfAConstantIsThatConstant) {
  const auto result = bootstrap(5, 1, [](std::span<const std::size_t>) { return std::optional(1.0); }, {});
  EXPECT_EQ(result.reason, "");
  EXPECT_EQ(result.low, 1);
  EXPECT_EQ(result.high, 1);
}

TEST(Bootstrap, SaysWhyItHasNoLimits) {
  const auto never = [](std::span<const std::size_t>) -> std::optional<double> { return std::nullopt; };
  BootstrapQuestion question;
  EXPECT_NE(bootstrap(3, 0, never, question).reason.find("without one of the subjects"), std::string::npos);
  question.method = BootstrapMethod::percentile;
  EXPECT_EQ(bootstrap(3, 0, never, question).reason,
            "2000 of 2000 bootstrap replicates have no value: there are too few subjects");
  EXPECT_EQ(bootstrap(1, 0, never, question).reason, "a bootstrap over subjects takes 2 at least");
  const auto above = [](std::span<const std::size_t> c) { return std::optional(static_cast<double>(c[0])); };
  question.method = BootstrapMethod::bca;
  EXPECT_NE(bootstrap(4, -1, above, question).reason, "");
}

} // namespace
} // namespace reprovip::stats
