#include "harness/stats/streamed_bits.hpp"
#include "harness/stats/sums.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace reprovip::stats {
namespace {

StreamedSample streamed(const std::vector<double>& values) {
  const auto summary = moments(values);
  return {summary.mean, summary.sum_of_squares, summary.minimum, summary.maximum};
}

// x_i = 2 + ((37 i mod 101) - 50) 1e-9, i = 0..29.
std::vector<double> procedural() {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) {
    values.push_back(2 + (37 * i % 101 - 50) * 1e-9);
  }
  return values;
}

// Golden I of the specification; the values with ddof = 0 are those of the package significantdigits.
TEST(StreamedBits, GoldenValuesAreReached) {
  const auto sample = streamed(procedural());
  BitsQuestion question;
  EXPECT_NEAR(*StreamedBits(30, question).cnh(sample), 24.612412213283207, 1e-7);
  EXPECT_NEAR(*StreamedBits(30, question).parker(sample), 26.01011077882388, 1e-7);
  EXPECT_EQ(*StreamedBits(30, question).general(sample), 25);
  question.ddof = 0;
  EXPECT_NEAR(*StreamedBits(30, question).cnh(sample), 24.63686701352368, 1e-7);
  question.probability = 0.99;
  EXPECT_NEAR(*StreamedBits(30, question).cnh(sample), 24.242657166436658, 1e-7);
  question.probability = 0.95;
  question.relative = false;
  EXPECT_NEAR(*StreamedBits(30, question).cnh(sample), 23.63686701352368, 1e-7);
  EXPECT_EQ(*StreamedBits(30, question).general(sample), 24);
}

TEST(StreamedBits, AreThoseOfTheWholeSample) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (int round = 0; round < 300; ++round) {
    const double centre = std::ldexp(normal(random), round % 40 - 20);
    const double width = std::ldexp(1.0, -(round % 23));
    std::vector<double> values;
    for (int i = 0; i < 2 + round % 9; ++i) {
      values.push_back(centre * (1 + width * normal(random)));
    }
    for (const bool relative : {true, false}) {
      BitsQuestion question;
      question.relative = relative;
      const StreamedBits bits(values.size(), question);
      const auto whole = significant_bits(values, question);
      ASSERT_TRUE(whole);
      EXPECT_NEAR(*bits.cnh(streamed(values)), whole->cnh, 1e-9);
      EXPECT_NEAR(*bits.parker(streamed(values)), *whole->parker, 1e-9);
      EXPECT_EQ(*bits.general(streamed(values)), whole->general);
    }
  }
}

TEST(StreamedBits, RelativeToZeroThereAreNone) {
  BitsQuestion question;
  const auto sample = streamed({-1, 1});
  EXPECT_FALSE(StreamedBits(2, question).cnh(sample));
  EXPECT_FALSE(StreamedBits(2, question).general(sample));
  EXPECT_FALSE(StreamedBits(2, question).parker(sample));
  question.relative = false;
  EXPECT_TRUE(StreamedBits(2, question).cnh(sample));
}

TEST(StreamedBits, LogarithmIsThatOfTheLibrary) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(1, 2);
  for (int i = 0; i < 20000; ++i) {
    const double x = std::ldexp(uniform(random), i % 2000 - 1000);
    const double expected = std::log2(x);
    EXPECT_NEAR(log2_everywhere_the_same(x), expected, 4e-16 * std::max(1.0, std::abs(expected)));
  }
  EXPECT_EQ(log2_everywhere_the_same(1), 0);
  EXPECT_EQ(log2_everywhere_the_same(0x1p-1074), -1074);
  EXPECT_EQ(log2_everywhere_the_same(8), 3);
}

} // namespace
} // namespace reprovip::stats
