#include "harness/voxels/surface_distance.hpp"

#include "tests/unit/voxels/phantoms.hpp"

#include <gtest/gtest.h>

namespace reprovip::voxels {
namespace {

using test::in_square;
using test::plane;
using test::sphere;

MaskPair masks(const Image& a, const Image& b, Outside outside = Outside::background) {
  const auto grid = grid_of(a).value();
  return masks_of(a, b, grid, label_boxes(a, grid), label_boxes(b, grid), {"1", {1}}, outside);
}

SurfaceDistances distances(const Image& a, const Image& b, SurfaceConvention convention) {
  return surface_distances(masks(a, b), convention).value();
}

struct Row {
  double deepmind = 0; // HD95
  double monai = 0;
  double medpy = 0;
  double hd = 0;
  double assd = 0;
  double masd = 0;
  double nsd = 0; // at 1 mm
  double dice = 0;
  double digits = 5.1e-6; // of HD95 and HD: half of the last one that is stated
};

void expect_row(const Image& a, const Image& b, const Row& row) {
  const auto monai = distances(a, b, SurfaceConvention::monai);
  EXPECT_NEAR(hausdorff(distances(a, b, SurfaceConvention::deepmind), 95), row.deepmind, row.digits);
  EXPECT_NEAR(hausdorff(monai, 95), row.monai, row.digits);
  EXPECT_NEAR(hausdorff(distances(a, b, SurfaceConvention::medpy), 95), row.medpy, row.digits);
  EXPECT_NEAR(hausdorff(monai, 100), row.hd, row.digits);
  EXPECT_NEAR(hausdorff(distances(a, b, SurfaceConvention::itk), 100), row.hd, row.digits);
  EXPECT_NEAR(average_symmetric_distance(monai), row.assd, 5.1e-6);
  EXPECT_NEAR(mean_average_distance(monai), row.masd, 5.1e-6);
  EXPECT_NEAR(surface_dice(monai, 1), row.nsd, 5.1e-6);
  const auto counts = joint_histogram(a, b);
  EXPECT_NEAR(stats::dice(Confusions(counts).of({"1", {1}})).value(), row.dice, 5.1e-7);
}

// The images of "Understanding metric-related pitfalls in image analysis" (Reinke et al. 2024) and of the
// tests of MetricsReloaded; values by its code, MONAI 1.3, MedPy 0.5 and surface-distance 0.1.
TEST(SurfaceGolden, OutlierVoxel) {
  const auto square = plane(14, [](int x, int y) { return in_square(x, y, 9, 12); });
  const auto outlier = plane(14, [](int x, int y) { return in_square(x, y, 9, 12) || (x == 1 && y == 1); });
  expect_row(outlier, square, {11.3137, 6.7882, 2.2627, 11.3137, .66551, .62854, .94118, .947368, 5.1e-5});
}

TEST(SurfaceGolden, CrossOnASquare) {
  const auto square = plane(11, [](int x, int y) { return in_square(x, y, 3, 8); });
  const auto cross = plane(11, [](int x, int y) {
    return in_square(x, y, 3, 8) || ((x == 5 || y == 5) && in_square(x, y, 1, 10));
  });
  expect_row(square, cross, {2, 2, 2, 2, .44444, .425, .88889, .862069});
}

TEST(SurfaceGolden, SmallerAndLargerSquare) {
  const auto middle = plane(14, [](int x, int y) { return in_square(x, y, 5, 9); });
  const auto smaller = plane(14, [](int x, int y) { return in_square(x, y, 6, 8); });
  const auto larger = plane(14, [](int x, int y) { return in_square(x, y, 4, 10); });
  expect_row(middle, smaller, {1.4142, 1.4142, 1.4142, 1.4142, 1.10355, 1.06904, .75, .4, 5.1e-5});
  expect_row(middle, larger, {1.4142, 1.4142, 1.4142, 1.4142, 1.05178, 1.04142, .875, .615385, 5.1e-5});
}

// The spheres of MONAI's test_hausdorff_distance and test_surface_distance.
TEST(SurfaceGolden, SphereInASphere) {
  expect_row(sphere(20, {20, 33, 22}, {1, 1, 1}), sphere(40, {20, 33, 22}, {1, 1, 1}),
             {19.94994, 20.09975, 20.04994, 20.22375, 15.11774, 13.97567, .01232, .295721});
}

TEST(SurfaceGolden, ShiftedSpheres) {
  expect_row(sphere(20, {20, 20, 20}, {1, 1, 1}), sphere(20, {19, 19, 19}, {1, 1, 1}),
             {1.41421, 1.73205, 1.73205, 1.73205, .89574, .89574, .75484, .934984});
}

TEST(SurfaceGolden, SpheresOfUnequalVoxels) {
  const std::vector<double> spacing = {.85, 1.2, .9};
  expect_row(sphere(20, {20, 20, 20}, spacing), sphere(20, {19, 19, 19}, spacing),
             {1.47054, 1.72409, 1.72409, 2.26716, .86847, .86847, .59795, .934801});
  expect_row(sphere(15, {20, 33, 22}, spacing), sphere(30, {20, 33, 22}, spacing),
             {15.08675, 15.21521, 15.16715, 15.62594, 13.49187, 13.13574, 0, .245991});
}

// Of the tests of surface-distance.
TEST(SurfaceGolden, SingleVoxels) {
  const auto voxel = [](int depth) {
    return test::labels({128, 128, 128}, {3, 2, 1},
                        [=](int x, int y, int z) { return x == 50 && y == 60 && z == depth ? 1 : 0; });
  };
  const auto a = voxel(70);
  const auto b = voxel(72);
  expect_row(a, b, {2, 2, 2, 2, 2, 2, 0, 0});
  const auto corners = distances(a, b, SurfaceConvention::deepmind);
  EXPECT_NEAR(average_distance(corners.from_a), 1.5, 1e-12);
  EXPECT_NEAR(average_distance(corners.from_b), 1.5, 1e-12);
  EXPECT_NEAR(surface_dice(corners, 1), .5, 1e-12);
}

Image slab(int high) {
  return test::labels({100, 100, 100}, {2, 1, 1}, [=](int x, int, int) { return x < high ? 1 : 0; });
}

TEST(SurfaceGolden, SlabsThatTouchTheBorder) {
  expect_row(slab(50), slab(51), {2, 2, 2, 2, .49508, .49501, .75494, .990099});
  const auto corners = distances(slab(50), slab(51), SurfaceConvention::deepmind);
  EXPECT_NEAR(average_distance(corners.from_a), .32245, 5.1e-6);
  EXPECT_NEAR(average_distance(corners.from_b), .33940, 5.1e-6);
  EXPECT_NEAR(share_within(corners.from_a, 1), .84207, 5.1e-6);
  EXPECT_NEAR(share_within(corners.from_b, 1), .83030, 5.1e-6);
  EXPECT_NEAR(surface_dice(corners, 1), .83615, 5.1e-6);
}

TEST(SurfaceGolden, ForegroundOutsideLeavesTheSlabsOneFace) {
  const auto pair = masks(slab(50), slab(51), Outside::foreground);
  const auto faces = surface_distances(pair, SurfaceConvention::monai).value();
  EXPECT_EQ(faces.from_a.distances.size(), 10000U);
  EXPECT_EQ(average_symmetric_distance(faces), 2);
  EXPECT_EQ(surface_dice(faces, 1), 0);
  EXPECT_FALSE(surface_distances(masks(slab(100), slab(50), Outside::foreground), SurfaceConvention::monai));
}

} // namespace
} // namespace reprovip::voxels
