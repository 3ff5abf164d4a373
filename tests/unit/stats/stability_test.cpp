#include "harness/stats/distributions.hpp"
#include "harness/stats/stability.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace reprovip::stats {
namespace {

// Normal numbers, the same everywhere: SplitMix64 and Box & Muller.
class Normal {
public:
  double next() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

private:
  double uniform() {
    m_state += 0x9e3779b97f4a7c15;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  }

  std::uint64_t m_state = 20221010;
};

// Chatelain et al. 2024 as published, at nominal .05, .01, .001, 5e-8.
TEST(Stability, PublishedConventionRaisesTooManyAlarms) {
  struct Row {
    std::size_t references;
    std::array<double, 4> rates;
    std::array<double, 4> digits;
  };
  const std::array<Row, 5> rows = {{{5, {.185, .103, .055, 1.1e-2}, {5e-4, 5e-4, 5e-4, 5e-4}},
                                    {10, {.110, .045, .016, 8.1e-4}, {5e-4, 5e-4, 5e-4, 5e-6}},
                                    {20, {.078, .024, .0055, 5.3e-5}, {5e-4, 5e-4, 5e-5, 5e-7}},
                                    {30, {.068, .0187, .0035, 1.19e-5}, {5e-4, 5e-5, 5e-5, 5e-8}},
                                    {100, {.055, .0123, .0015, 4.6e-7}, {5e-4, 5e-5, 5e-5, 5e-9}}}};
  const std::array<double, 4> nominal = {.05, .01, .001, 5e-8};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < nominal.size(); ++i) {
      EXPECT_NEAR(published_alarm_rate(row.references, nominal[i]), row.rates[i], row.digits[i])
          << row.references << " " << nominal[i];
    }
  }
}

TEST(Stability, PredictionHoldsItsLevelInASimulation) {
  constexpr int k_draws = 40000;
  for (const std::size_t references : {5U, 10U, 30U}) {
    Normal normal;
    int prediction = 0;
    int published = 0;
    std::vector<double> values(references);
    for (int draw = 0; draw < k_draws; ++draw) {
      for (auto& value : values) {
        value = normal.next();
      }
      const auto reference = moments(values);
      const double x = normal.next();
      prediction += deviation(x, reference, StabilityConvention::prediction, 0).p <= 0.05 ? 1 : 0;
      published += deviation(x, reference, StabilityConvention::published, 0).p <= 0.05 ? 1 : 0;
    }
    // Four standard errors.
    const double rate = published_alarm_rate(references, 0.05);
    EXPECT_NEAR(prediction / double(k_draws), 0.05, 4 * std::sqrt(0.05 * 0.95 / k_draws));
    EXPECT_NEAR(published / double(k_draws), rate, 4 * std::sqrt(rate * (1 - rate) / k_draws));
  }
}

TEST(Stability, IsATOfAPrediction) {
  const std::vector<double> reference = {1, 2, 3, 4, 5};
  const auto result = deviation(8, moments(reference), StabilityConvention::prediction, 0);
  EXPECT_NEAR(result.statistic, 5 / std::sqrt(2.5 * 1.2), 1e-14);
  EXPECT_NEAR(result.p, 2 * t_upper_tail(5 / std::sqrt(3.0), 4), 1e-15);
  const auto z = deviation(8, moments(reference), StabilityConvention::published, 0);
  EXPECT_NEAR(z.statistic, 5 / std::sqrt(2.0), 1e-14);
}

TEST(Stability, BesideAConstantReferenceOnlyTheSameWillDo) {
  const auto reference = moments(std::vector<double>{0.1, 0.1, 0.1});
  EXPECT_EQ(deviation(0.1, reference, StabilityConvention::prediction, 0).p, 1);
  EXPECT_EQ(deviation(0.1000001, reference, StabilityConvention::prediction, 0).p, 0);
  EXPECT_EQ(deviation(0.1000001, reference, StabilityConvention::prediction, 1e-6).p, 1);
  EXPECT_TRUE(deviation(0.2, reference, StabilityConvention::published, 0).constant);
}

TEST(Stability, LeavingOutNeedsNoSecondPass) {
  const std::vector<double> values = {1.5, 2.25, -3, 4, 5.5, 100};
  for (const auto convention : {StabilityConvention::prediction, StabilityConvention::published}) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto others = values;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
      const auto wanted = deviation(values[i], moments(others), convention, 0);
      const auto seen = deviation_left_out(values[i], moments(values), convention, 0);
      EXPECT_NEAR(seen.statistic / wanted.statistic, 1, 1e-12);
      EXPECT_NEAR(seen.p / wanted.p, 1, 1e-9);
    }
  }
}

TEST(Stability, LeavingOutTheOnlyOneThatDiffers) {
  const std::vector<double> values = {1, 1, 1, 1, 1.25};
  EXPECT_EQ(deviation_left_out(1.25, moments(values), StabilityConvention::prediction, 0).p, 0);
  EXPECT_EQ(deviation_left_out(1.25, moments(values), StabilityConvention::prediction, 0.5).p, 1);
  const auto same = moments(std::vector<double>{2, 2, 2});
  EXPECT_EQ(deviation_left_out(2, same, StabilityConvention::prediction, 0).p, 1);
}

} // namespace
} // namespace reprovip::stats
