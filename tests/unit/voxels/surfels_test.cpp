#include "harness/voxels/surfels.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::voxels {
namespace {

Grid space(double x, double y, double z) {
  return {{2, 2, 2}, {x, y, z}};
}

// Marching cubes by hand. Bit of a voxel: x + 2y + 4z.
TEST(Surfels, HaveTheAreasOfMarchingCubes) {
  const auto area = corner_surfaces(space(1, 1, 1));
  const double corner = std::sqrt(3) / 8;
  EXPECT_EQ(area[0], 0);
  EXPECT_EQ(area[255], 0);
  EXPECT_DOUBLE_EQ(area[0b1], corner);
  EXPECT_DOUBLE_EQ(area[0b11], std::sqrt(.5));           // an edge: a rectangle
  EXPECT_DOUBLE_EQ(area[0b1001], 2 * corner);            // across a side: two triangles
  EXPECT_DOUBLE_EQ(area[0b10000001], 2 * corner);        // across the cube
  EXPECT_DOUBLE_EQ(area[0b111], .5 + 3 * corner);        // an L: a pentagon
  EXPECT_DOUBLE_EQ(area[0b1111], 1);                     // a side
  EXPECT_DOUBLE_EQ(area[0b10111], 6 * corner);           // a voxel and its neighbours: a hexagon
  EXPECT_DOUBLE_EQ(area[0b01101001], 4 * corner);        // no two are neighbours
  EXPECT_DOUBLE_EQ(area[0b11000011], 2 * std::sqrt(.5)); // two edges
  // A chain: a flat part and two triangles.
  EXPECT_DOUBLE_EQ(area[0b10001011], 4 * corner + std::sqrt(.5));
}

TEST(Surfels, AreTheSameFromInsideAndOutside) {
  const auto area = corner_surfaces(space(.85, 1.2, .9));
  for (unsigned code = 0; code < 256; ++code) {
    EXPECT_NEAR(area[code], area[255 - code], 1e-12) << code;
  }
}

// Turning or mirroring the cube turns the voxels' sides.
TEST(Surfels, DoNotDependOnTheOrderOfAxes) {
  const auto area = corner_surfaces(space(.85, 1.2, .9));
  const auto turned = corner_surfaces(space(1.2, .9, .85));
  for (unsigned code = 0; code < 256; ++code) {
    unsigned other = 0;
    unsigned mirrored = 0;
    for (unsigned i = 0; i < 8; ++i) {
      const unsigned x = i & 1U;
      const unsigned y = i >> 1U & 1U;
      const unsigned z = i >> 2U;
      other |= (code >> i & 1U) << (y | z << 1U | x << 2U);
      mirrored |= (code >> i & 1U) << (i ^ 1U);
    }
    EXPECT_NEAR(area[code], turned[other], 1e-12) << code;
    EXPECT_NEAR(area[code], area[mirrored], 1e-12) << code;
  }
}

TEST(Surfels, AreLinesInAPlane) {
  const auto length = corner_surfaces({{2, 2, 1}, {3, 4, 1}});
  EXPECT_EQ(length[0b0001], 2.5);
  EXPECT_EQ(length[0b0111], 2.5);
  EXPECT_EQ(length[0b0011], 3);
  EXPECT_EQ(length[0b0101], 4);
  EXPECT_EQ(length[0b1001], 5);
  EXPECT_EQ(length[0b1111], 0);
}

} // namespace
} // namespace reprovip::voxels
