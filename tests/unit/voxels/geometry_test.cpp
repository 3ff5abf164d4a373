#include "harness/voxels/geometry.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::voxels {
namespace {

Image grid() {
  Image image;
  image.dims = {100, 80, 60};
  image.spacing = {2, 2, 2.5};
  image.affine = {-2, 0, 0, 90, 0, 2, 0, -126, 0, 0, 2.5, -72, 0, 0, 0, 1};
  return image;
}

TEST(GridDifference, IsNoneForWhatAHeaderRoundsAway) {
  auto other = grid();
  EXPECT_FALSE(grid_difference(grid(), other));
  other.affine[3] += 9e-5; // 100 voxels: 1e-4 mm
  other.spacing[2] += 9e-7;
  other.affine[1] += 1e-5;
  EXPECT_FALSE(grid_difference(grid(), other));
}

TEST(GridDifference, NamesWhatDiffers) {
  auto other = grid();
  other.dims[2] = 61;
  EXPECT_EQ(*grid_difference(grid(), other), "the images have different dimensions: 100×80×60 and 100×80×61");
  other = grid();
  other.components = 3;
  EXPECT_TRUE(grid_difference(grid(), other));
  other = grid();
  other.affine[3] = 90.5;
  EXPECT_EQ(*grid_difference(grid(), other),
            "the voxels lie elsewhere: origin 90 and 90.5 mm on world axis 1");
  other = grid();
  other.spacing[1] = 2.01;
  EXPECT_EQ(*grid_difference(grid(), other), "the voxels lie elsewhere: spacing 2 and 2.01 on axis 2");
  other = grid();
  other.affine[0] = 2;
  EXPECT_EQ(*grid_difference(grid(), other),
            "the voxels lie elsewhere: axis 1 points to -1 and 1 on world axis 1");
}

TEST(GridDifference, TakesNoNumberForADifference) {
  auto other = grid();
  other.affine[3] = std::nan("");
  EXPECT_TRUE(grid_difference(grid(), other));
  EXPECT_FALSE(grid_difference(other, other));
}

} // namespace
} // namespace reprovip::voxels
