// What the tumours' segmentation does to intensities: the head is found, contrasts are standardised.
#include "tests/applications/tumour_balls.hpp"

#include <gmock/gmock.h>

#include "applications/tumour-segmentation/src/foreground.hpp"
#include "applications/tumour-segmentation/src/mistake.hpp"
#include "applications/tumour-segmentation/src/standardise.hpp"
#include <cmath>
#include <numeric>
#include <random>

using namespace tumour;
using namespace tumour::test;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(TumourForeground, IsTheHeadAndNotTheNoise) {
  const auto grid = cube(24);
  std::mt19937 engine(1);
  std::uniform_real_distribution<float> noise(0, 10);
  Map image(grid.voxels());
  for (auto& value : image) {
    value = noise(engine);
  }
  for_ball(grid, 8, [&](std::size_t place) { image[place] += 100; });
  for_ball(grid, 2, [&](std::size_t place) { image[place] = 0; }); // fluid
  const auto found = foreground(image, grid);
  const auto truth = ball(grid, 8);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    wrong += found[i] != truth[i] ? 1U : 0U;
  }
  EXPECT_LT(wrong, count(truth) / 10);
  EXPECT_EQ(found[at(grid, 12, 12, 12)], 1);
}

TEST(TumourStandard, ZScoreIsExact) {
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill({2, 4, 4, 4, 5, 5, 7, 9, 1000});
  const Mask brain = {1, 1, 1, 1, 1, 1, 1, 1, 0};
  const auto result = standardise(contrasts, brain, Standard::zscore);
  EXPECT_THAT(result[2], ElementsAre(-1.5F, -0.5F, -0.5F, -0.5F, 0, 0, 1, 2, 0));
}

TEST(TumourStandard, NoneKeepsContrastsComparable) {
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill({2, 4, 4, 4, 5, 5, 7, 9});
  for (auto& value : contrasts[1]) {
    value *= 3;
  }
  const auto result = standardise(contrasts, Mask(8, 1), Standard::none);
  EXPECT_NEAR(result[1][0] / result[0][0], 3, 1e-6);
  EXPECT_NEAR(result[0][0], 2 / 3.0, 1e-6) << "standard deviations 2, 6, 2 and 2";
}

TEST(TumourStandard, LandmarksAreThePercentiles) {
  std::vector<float> values(101);
  std::iota(values.begin(), values.end(), 0.0F);
  std::reverse(values.begin(), values.end());
  EXPECT_THAT(landmarks_of(values), ElementsAre(1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99));
}

TEST(TumourStandard, NyulMovesLandmarksExactlyAndIsLinearBetween) {
  Landmarks from = {};
  Landmarks to = {};
  for (std::size_t i = 0; i < k_landmarks; ++i) {
    from[i] = static_cast<double>(i * i);
    to[i] = 3 * static_cast<double>(i) - 7;
  }
  for (std::size_t i = 0; i < k_landmarks; ++i) {
    EXPECT_NEAR(move_to_scale(from[i], from, to), to[i], k_exact) << i;
  }
  EXPECT_NEAR(move_to_scale(6.5, from, to), 0.5, k_exact); // half-way from 4 to 9
  EXPECT_NEAR(move_to_scale(-1, from, to), -10, k_exact);
  EXPECT_NEAR(move_to_scale(119, from, to), 26, k_exact);
}

TEST(TumourStandard, NyulGivesTheStandardScale) {
  std::mt19937 engine(5);
  std::uniform_real_distribution<float> uniform(100, 700);
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill(Map(5001));
  for (auto& contrast : contrasts) {
    for (auto& value : contrast) {
      value = uniform(engine);
    }
  }
  const auto result = standardise(contrasts, Mask(5001, 1), Standard::nyul);
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    const auto landmarks = landmarks_of(result[k]);
    for (std::size_t i = 0; i < k_landmarks; ++i) {
      EXPECT_NEAR(landmarks[i], standard_scales()[k][i], 1e-5) << k << " " << i;
    }
  }
}

TEST(TumourStandard, WhiteStripeIsTheBrightPeakOfT1) {
  std::mt19937 engine(5);
  std::normal_distribution<float> normal;
  Map t1;
  for (int i = 0; i < 3000; ++i) {
    t1.push_back(300 + 60 * normal(engine));
    t1.push_back(700 + 15 * normal(engine));
  }
  std::array<Map, k_contrasts> contrasts = {t1, t1, t1, t1};
  for (auto& value : contrasts[2]) {
    value = 2000 - value;
  }
  const auto result = standardise(contrasts, Mask(t1.size(), 1), Standard::white_stripe);
  double sum = 0;
  double sum_t2 = 0;
  for (std::size_t i = 1; i < t1.size(); i += 2) {
    sum += static_cast<double>(result[0][i]);
    sum_t2 += static_cast<double>(result[2][i]);
  }
  // The stripe is a tenth of the voxels about the peak: white matter is at 0 to within a few of its
  // deviations.
  EXPECT_LT(std::abs(sum / 3000), 4);
  EXPECT_LT(std::abs(sum_t2 / 3000), 4);
  EXPECT_LT(result[0][0], -20);
}

TEST(TumourStandard, RefusesAConstantContrast) {
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill({1, 2, 3});
  contrasts[3] = {5, 5, 5};
  try {
    standardise(contrasts, Mask(3, 1), Standard::zscore);
    FAIL();
  } catch (const Mistake& mistake) {
    EXPECT_THAT(mistake.what(), HasSubstr("flair"));
  }
}
