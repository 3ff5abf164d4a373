#include "harness/stats/staple.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

namespace reprovip::stats {
namespace {

TEST(Staple, FindsWhoIsWrong) {
  // Two raters agree on everything, the third misses half of it.
  const auto result =
      staple({{{true, true, true}, 50}, {{true, true, false}, 50}, {{false, false, false}, 900}});
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.truth[0], 1, 1e-9);
  EXPECT_NEAR(result.truth[1], 1, 1e-9);
  EXPECT_NEAR(result.truth[2], 0, 1e-9);
  EXPECT_NEAR(result.sensitivity[2], 0.5, 1e-9);
  EXPECT_NEAR(result.specificity[2], 1, 1e-9);
}

// A ball in 12 x 11 x 10 voxels, five raters who flip 3, 7, 11, 15, 19 % of them.
std::vector<Decisions> noisy_balls() {
  std::vector<std::vector<bool>> voxels(1320);
  std::uint32_t state = 7;
  for (std::uint32_t rater = 0; rater < 5; ++rater) {
    for (int i = 0; i < 1320; ++i) {
      const int x = i % 12 - 6;
      const int y = i / 12 % 11 - 5;
      const int z = i / 132 - 5;
      state = state * 1664525U + 1013904223U;
      const bool flipped = (state >> 16U) % 100U < 3 + 4 * rater;
      voxels[static_cast<std::size_t>(i)].push_back((x * x + y * y + z * z < 12) != flipped);
    }
  }
  std::map<std::vector<bool>, double> counts;
  for (const auto& voxel : voxels) {
    ++counts[voxel];
  }
  std::vector<Decisions> units;
  for (const auto& [yes, count] : counts) {
    units.push_back({yes, count});
  }
  return units;
}

// itk::STAPLEImageFilter of ITK 5.2.1, which stops 22 rounds earlier.
TEST(Staple, AgreesWithItk) {
  const std::vector<double> sensitivity = {0.932900841371149, 0.847663243225999, 0.887323183601751,
                                           0.781461627521703, 0.736024408294623};
  const std::vector<double> specificity = {0.966360262770226, 0.923863549362786, 0.904701616025383,
                                           0.865954039649074, 0.801684232597355};
  const auto units = noisy_balls();
  const auto result = staple(units);
  double expected_voxels = 0;
  double voxels = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    expected_voxels += units[i].units * result.truth[i];
    voxels += result.truth[i] >= 0.5 ? units[i].units : 0;
  }
  EXPECT_NEAR(expected_voxels, 180.810149286191, 1e-4);
  EXPECT_EQ(voxels, 171);
  for (std::size_t rater = 0; rater < 5; ++rater) {
    EXPECT_NEAR(result.sensitivity[rater], sensitivity[rater], 2e-7);
    EXPECT_NEAR(result.specificity[rater], specificity[rater], 2e-7);
  }
}

TEST(Staple, OfAgreementIsThatAgreement) {
  const auto result = staple({{{true, true}, 3}, {{false, false}, 7}});
  EXPECT_NEAR(result.truth[0], 1, 1e-9);
  EXPECT_NEAR(result.truth[1], 0, 1e-9);
  EXPECT_NEAR(result.sensitivity[0], 1, 1e-9);
}

TEST(Staple, SurvivesManyRaters) {
  std::vector<bool> yes(400, true);
  std::vector<bool> mixed(400, true);
  std::vector<bool> no(400, false);
  mixed[0] = false;
  const auto result = staple({{yes, 10}, {mixed, 5}, {no, 100}});
  for (const double truth : result.truth) {
    EXPECT_TRUE(std::isfinite(truth));
  }
  EXPECT_NEAR(result.sensitivity[0], 10.0 / 15, 1e-9);
}

} // namespace
} // namespace reprovip::stats
