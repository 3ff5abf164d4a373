#include "harness/stats/distributions.hpp"
#include "harness/stats/normality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace reprovip::stats {
namespace {

std::vector<double> procedural() {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) {
    values.push_back(2 + ((37 * i) % 101 - 50) * 1e-9);
  }
  return values;
}

// SciPy, whose routine is in single precision, says .95650971 and .2515965; R 4.2.2, in double precision,
// says 0.956509860 and 0.25160013.
TEST(ShapiroWilk, OfAProceduralSampleIsKnown) {
  const auto result = shapiro_wilk(procedural());
  EXPECT_NEAR(result->w, 0.95650971, 2e-7);
  EXPECT_NEAR(result->p, 0.2515965, 5e-6);
  EXPECT_NEAR(result->w, 0.956509860, 1e-9);
  EXPECT_NEAR(result->p, 0.25160013, 1e-8);
}

// R 4.2.2: shapiro.test(c(148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236)), the weights of men of
// Shapiro & Wilk 1965; and samples on each side of every change of formula.
TEST(ShapiroWilk, AgreesWithRForEverySize) {
  const auto weights =
      shapiro_wilk(std::vector<double>{148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236});
  EXPECT_NEAR(weights->w, 0.7888146948353874, 1e-12);
  EXPECT_NEAR(weights->p, 0.006703814056502925, 1e-12);
  const auto three = shapiro_wilk(std::vector<double>{1, 2, 4});
  EXPECT_NEAR(three->w, 0.9642857142857142, 1e-12);
  EXPECT_NEAR(three->p, 0.6368868450289632, 1e-12);
  const auto five = shapiro_wilk(std::vector<double>{1, 2, 4, 8, 9});
  EXPECT_NEAR(five->w, 0.9009632693347276, 1e-12);
  EXPECT_NEAR(five->p, 0.4152324298655027, 1e-12);
  const auto six = shapiro_wilk(std::vector<double>{1, 2, 4, 8, 9, 30});
  EXPECT_NEAR(six->w, 0.7577519441103779, 1e-12);
  EXPECT_NEAR(six->p, 0.02369775140434121, 1e-12);
  std::vector<double> squares;
  for (int i = 1; i <= 12; ++i) {
    squares.push_back(i * i);
  }
  const auto twelve = shapiro_wilk(squares);
  EXPECT_NEAR(twelve->w, 0.9162924414742846, 1e-12);
  EXPECT_NEAR(twelve->p, 0.2566734676616257, 1e-12);
}

TEST(ShapiroWilk, DoesNotFeelOrderShiftAndScale) {
  std::vector<double> values = {3, 1, 4, 1, 5, 9, 2, 6};
  const auto before = shapiro_wilk(values);
  for (auto& value : values) {
    value = 1024 - 8 * value;
  }
  EXPECT_NEAR(shapiro_wilk(values)->w, before->w, 1e-14);
  EXPECT_NEAR(shapiro_wilk(values)->p, before->p, 1e-13);
}

TEST(ShapiroWilk, IsUndefinedForTooFewTooManyAndConstant) {
  EXPECT_FALSE(shapiro_wilk(std::vector<double>{1, 2}));
  EXPECT_FALSE(shapiro_wilk(std::vector<double>{2, 2, 2, 2}));
  std::vector<double> many(5001);
  for (std::size_t i = 0; i < many.size(); ++i) {
    many[i] = static_cast<double>(i % 97);
  }
  EXPECT_FALSE(shapiro_wilk(many));
  many.pop_back();
  EXPECT_TRUE(shapiro_wilk(many));
}

TEST(NormalTails, AddUpToOne) {
  EXPECT_NEAR(normal_upper_tail(1.959963984540054), 0.025, 1e-15);
  EXPECT_NEAR(normal_lower_tail(1.959963984540054), 0.975, 1e-15);
  EXPECT_NEAR(chi_squared_upper_tail(chi_squared_quantile(0.95, 7), 7), 0.05, 1e-14);
}

} // namespace
} // namespace reprovip::stats
