#include "harness/voxels/excerpt.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip::voxels {
namespace {

// 4 × 3 × 2 voxels of 2 × 2 × 3 mm, all 0.
Image empty() {
  Image image;
  image.dims = {4, 3, 2};
  image.spacing = {2, 2, 3};
  image.affine = {-2, 0, 0, 10, 0, 2, 0, 20, 0, 0, 3, 30, 0, 0, 0, 1};
  image.values.assign(24, 0);
  return image;
}

Image with(std::initializer_list<std::pair<std::size_t, double>> voxels) {
  auto image = empty();
  for (const auto& [place, value] : voxels) {
    image.values[place] = value;
  }
  return image;
}

TEST(Excerpt, BusyBoxHoldsWhatIsNotZero) {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(busy_box(with({{0, nan}})));
  const auto box = busy_box(with({{5, 1}, {18, -1}, {0, nan}}));
  ASSERT_TRUE(box);
  EXPECT_EQ(box->from, (std::array<std::size_t, 3>{1, 1, 0}));
  EXPECT_EQ(box->to, (std::array<std::size_t, 3>{3, 2, 2}));
  EXPECT_EQ(box->voxels(), 4U);
}

TEST(Excerpt, WidensWithinTheImage) {
  const auto wide = widened({{1, 1, 0}, {2, 2, 1}}, empty(), 1);
  EXPECT_EQ(wide.from, (std::array<std::size_t, 3>{0, 0, 0}));
  EXPECT_EQ(wide.to, (std::array<std::size_t, 3>{3, 3, 2}));
}

TEST(Excerpt, VoxelsStayWhereTheyAre) {
  const auto part = excerpt(with({{5, 7}, {7, 9}}), {{1, 1, 0}, {4, 3, 2}}, 2);
  EXPECT_EQ(part.dims, (std::vector<std::size_t>{2, 1, 1}));
  EXPECT_EQ(part.values, (std::vector<double>{7, 9}));
  EXPECT_EQ(part.spacing, (std::vector<double>{4, 4, 6}));
  // Voxel (1, 1, 0): x = 10 - 2, y = 20 + 2, z = 30.
  EXPECT_EQ(part.affine, (std::array<double, 16>{-4, 0, 0, 8, 0, 4, 0, 22, 0, 0, 6, 30, 0, 0, 0, 1}));
}

TEST(Excerpt, StepsUntilThereAreFewEnough) {
  const Box box{{0, 0, 0}, {100, 100, 1}};
  EXPECT_EQ(step_for(box, 10000), 1U);
  EXPECT_EQ(step_for(box, 9999), 2U);
  EXPECT_EQ(step_for(box, 1), 100U);
  EXPECT_EQ(step_for(box, 0), 100U);
}

TEST(Excerpt, RoundsToNineBits) {
  auto image = empty();
  image.values = {1, 1.0 / 3, -1e-20, std::numeric_limits<double>::infinity(), 3.4e38, 0};
  const auto before = image.values;
  round_to_look_at(image);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (std::isfinite(before[i])) {
      EXPECT_NEAR(image.values[i], before[i], std::abs(before[i]) * std::ldexp(1, -9)) << i;
    }
  }
  EXPECT_EQ(image.values[0], 1);
  EXPECT_TRUE(std::isinf(image.values[3]));
}

TEST(Excerpt, ShadesAreBytes) {
  auto image = with({{1, 100}, {2, 200}, {3, 1e9}, {4, std::numeric_limits<double>::quiet_NaN()}});
  to_shades(image);
  EXPECT_EQ(image.values[0], 0);
  EXPECT_EQ(image.values[4], 0);
  EXPECT_EQ(image.values[3], 255);
  EXPECT_EQ(type_of_labels(image), VoxelType::uint8);
  auto constant = empty();
  to_shades(constant);
  EXPECT_EQ(constant.values, empty().values);
}

TEST(Excerpt, TypeOfLabels) {
  EXPECT_EQ(type_of_labels(with({{0, 255}})), VoxelType::uint8);
  EXPECT_EQ(type_of_labels(with({{0, 2035}})), VoxelType::uint16);
  EXPECT_EQ(type_of_labels(with({{0, 70000}})), VoxelType::int32);
  EXPECT_FALSE(type_of_labels(with({{0, 0.5}})));
  EXPECT_FALSE(type_of_labels(with({{0, -1}})));
  EXPECT_FALSE(type_of_labels(with({{0, std::numeric_limits<double>::quiet_NaN()}})));
}

} // namespace
} // namespace reprovip::voxels
