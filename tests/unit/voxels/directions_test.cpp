#include "harness/voxels/directions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace reprovip::voxels {
namespace {

constexpr double k_degree = std::numbers::pi / 180;
using Vectors = std::vector<std::vector<double>>; // one image each

DirectionSpread spread_of(const Vectors& images, bool side_by_side = true) {
  DirectionSpread spread(images.front().size() / 3, side_by_side);
  for (const auto& image : images) {
    spread.add(image);
  }
  spread.finish_means();
  for (const auto& image : images) {
    spread.add_again(image);
  }
  return spread;
}

std::vector<double> at_angle(double degrees) {
  return {std::cos(degrees * k_degree), std::sin(degrees * k_degree), 0};
}

TEST(DirectionSpread, IsKnownForFourLines) {
  const double c = std::cos(5 * k_degree);
  const double s = std::sin(5 * k_degree);
  const auto spread = spread_of({{1, 0, 0}, {-c, s, 0}, {c, s, 0}, {-1, 0, 0}});
  EXPECT_NEAR(spread.coherence().front(), .9563391364209252, 1e-14);
  // Angles 0, 5, 5, 0: the 95th percentile is 5.
  EXPECT_NEAR(spread.cone().front(), 5, 1e-12);
}

TEST(DirectionSpread, TakesThePercentileOfAllAngles) {
  // Pairs about one line: the mean direction is 0 and the angles are 1, 1, 2, 2 ... 20, 20 degrees.
  Vectors images;
  for (int i = 1; i <= 20; ++i) {
    images.push_back(at_angle(i));
    images.push_back(at_angle(-i));
  }
  // Place 0.95 · 39 = 37.05 among 40 ascending ones: 19 and 20 degrees.
  EXPECT_NEAR(spread_of(images).cone().front(), 19 + 0.05, 1e-10);
  std::reverse(images.begin(), images.end());
  EXPECT_NEAR(spread_of(images).cone().front(), 19 + 0.05, 1e-10);
}

TEST(DirectionSpread, IgnoresSignLengthAndLayout) {
  const Vectors some = {{1, 0, 0, 0, 2, 0}, {-3, .1, 0, 0, -1, .2}, {1, -.1, 0, 0, .5, 0}};
  Vectors other;
  for (const auto& image : some) {
    other.push_back(
        {-2 * image[0], -2 * image[3], -2 * image[1], -2 * image[4], -2 * image[2], -2 * image[5]});
  }
  const auto first = spread_of(some);
  const auto second = spread_of(other, false);
  for (std::size_t voxel = 0; voxel < 2; ++voxel) {
    EXPECT_NEAR(first.cone()[voxel], second.cone()[voxel], 1e-12);
    EXPECT_NEAR(first.coherence()[voxel], second.coherence()[voxel], 1e-14);
  }
}

TEST(DirectionSpread, TellsNoDirectionFromSome) {
  const double nan = std::nan("");
  const auto spread =
      spread_of({{1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0}, {1, 0, 0, 0, 0, 0, 0, 0, 0, nan, 0, 0}});
  EXPECT_TRUE(spread.has_direction(0));
  EXPECT_EQ(spread.cone()[0], 0);
  EXPECT_EQ(spread.coherence()[0], 1);
  EXPECT_FALSE(spread.has_direction(1));
  EXPECT_FALSE(spread.is_partial(1));
  EXPECT_TRUE(spread.is_partial(2));
  EXPECT_TRUE(spread.is_partial(3));
  EXPECT_TRUE(std::isnan(spread.cone()[1]));
}

} // namespace
} // namespace reprovip::voxels
