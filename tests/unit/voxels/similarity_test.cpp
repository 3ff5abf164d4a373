#include "harness/voxels/histogram.hpp"
#include "harness/voxels/similarity.hpp"
#include "harness/voxels/ssim.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace reprovip::voxels {
namespace {

constexpr std::size_t k_side = 16;
const std::vector<std::size_t> k_cube = {k_side, k_side, k_side};

// x = (7i + 13j + 29k) mod 32, y = x + ((i + 2j + 3k) mod 5) - 2 on 16³; values of scikit-image 0.19.3.
struct Images {
  std::vector<double> x;
  std::vector<double> y;

  VoxelPair pair() const { return {x, y, {}}; }
};

Images procedural(std::size_t depth = k_side) {
  Images images;
  for (std::size_t k = 0; k < depth; ++k) {
    for (std::size_t j = 0; j < k_side; ++j) {
      for (std::size_t i = 0; i < k_side; ++i) {
        const auto x = static_cast<double>((7 * i + 13 * j + 29 * k) % 32);
        images.x.push_back(x);
        images.y.push_back(x + static_cast<double>((i + 2 * j + 3 * k) % 5) - 2);
      }
    }
  }
  return images;
}

TEST(Differences, AreThoseOfScikitImage) {
  const auto images = procedural();
  const auto found = differences(images.pair());
  EXPECT_EQ(found.mse, 2.00048828125);
  EXPECT_EQ(found.max_abs, 2);
  EXPECT_EQ(found.count, 4096U);
  const auto reference = extent_of(images.pair());
  const double rmse = std::sqrt(found.mse);
  EXPECT_NEAR(rmse / *norm_of(reference, Normalisation::euclidean), .07838069959561401, 1e-16);
  EXPECT_NEAR(rmse / *norm_of(reference, Normalisation::min_max), .045625360817069985, 1e-16);
  EXPECT_NEAR(rmse / *norm_of(reference, Normalisation::mean), .09125072163413997, 1e-16);
  EXPECT_NEAR(psnr(found.mse, 32), 27.09163944990463, 1e-13);
  EXPECT_NEAR(psnr(found.mse, 255), 45.11944349218561, 1e-13);
}

// A test of the VIP reproducibility dashboard: 3×3×3 {9..1} and {1..9}, peak 255.
TEST(Psnr, IsThatOfTheVipDashboard) {
  Images images;
  for (int i = 0; i < 27; ++i) {
    images.x.push_back(9 - i % 9);
    images.y.push_back(1 + i % 9);
  }
  EXPECT_NEAR(psnr(differences(images.pair()).mse, 255), 33.87111628595629, 1e-13);
}

TEST(Psnr, IsLimitedWhereThereIsNoError) {
  EXPECT_NEAR(k_no_error, 20 * std::log10(std::ldexp(1, 54)), 1e-6);
  EXPECT_EQ(psnr(0, 5), k_no_error);
  EXPECT_EQ(psnr(1e-300, 5), k_no_error);
}

TEST(Correlation, IsThatOfScikitImage) {
  EXPECT_NEAR(*correlation(procedural().pair()), .9884505554606411, 1e-15);
}

TEST(Correlation, DoesNotFeelShiftAndScale) {
  auto images = procedural();
  for (auto& value : images.y) {
    value = 1e6 - 3 * value;
  }
  EXPECT_NEAR(*correlation(images.pair()), -.9884505554606411, 1e-12);
  images.y.assign(images.y.size(), 2);
  EXPECT_FALSE(correlation(images.pair()));
}

TEST(Ssim, IsThatOfScikitImage) {
  const auto images = procedural();
  const auto uniform = ssim(images.pair(), k_cube, {SsimWindow::uniform, 32});
  EXPECT_NEAR(uniform->mean, .9884611943397882, 1e-14);
  EXPECT_EQ(uniform->windows, 1000U);
  const auto gaussian = ssim(images.pair(), k_cube, {SsimWindow::gaussian, 32});
  EXPECT_NEAR(gaussian->mean, .9884381300963847, 1e-14);
  EXPECT_EQ(gaussian->windows, 216U);
}

TEST(Ssim, IsSymmetricAndOneForEqualImages) {
  const auto images = procedural();
  const SsimQuestion question = {SsimWindow::uniform, 32};
  EXPECT_EQ(ssim({images.x, images.x, {}}, k_cube, question)->mean, 1);
  EXPECT_NEAR(ssim(images.pair(), k_cube, question)->mean,
              ssim({images.y, images.x, {}}, k_cube, question)->mean, 1e-15);
}

// The same window written out.
double window_by_hand(const std::vector<double>& a, const std::vector<double>& b, double range) {
  const auto x = extent_of({a, b, {}});
  const auto y = extent_of({b, a, {}});
  const auto n = static_cast<double>(a.size());
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    xx += (a[i] - x.mean) * (a[i] - x.mean) / (n - 1);
    yy += (b[i] - y.mean) * (b[i] - y.mean) / (n - 1);
    xy += (a[i] - x.mean) * (b[i] - y.mean) / (n - 1);
  }
  const double c1 = 1e-4 * range * range;
  const double c2 = 9e-4 * range * range;
  return (2 * x.mean * y.mean + c1) * (2 * xy + c2) /
         ((x.mean * x.mean + y.mean * y.mean + c1) * (xx + yy + c2));
}

TEST(Ssim, OfOneWindowIsItsFormulaInEveryDimension) {
  Images images;
  for (int i = 0; i < 49; ++i) {
    images.x.push_back(1e5 + i % 11);
    images.y.push_back(1e5 + i % 13);
  }
  const auto plane = ssim(images.pair(), {7, 7}, {SsimWindow::uniform, 12});
  EXPECT_EQ(plane->windows, 1U);
  EXPECT_NEAR(plane->mean, window_by_hand(images.x, images.y, 12), 1e-12);
  EXPECT_EQ(ssim(images.pair(), {7, 1, 7}, {SsimWindow::uniform, 12})->mean, plane->mean);
  images.x.resize(7);
  images.y.resize(7);
  EXPECT_NEAR(ssim(images.pair(), {7}, {SsimWindow::uniform, 12})->mean,
              window_by_hand(images.x, images.y, 12), 1e-12);
}

TEST(Ssim, NeedsAWholeWindow) {
  const auto images = procedural(6);
  EXPECT_FALSE(ssim(images.pair(), {k_side, k_side, 6}, {SsimWindow::uniform, 32}));
  EXPECT_FALSE(ssim(images.pair(), {}, {SsimWindow::uniform, 32}));
}

TEST(Ssim, CountsTheMaskAndLeavesOutWhatIsNotFinite) {
  auto images = procedural();
  std::vector<std::uint8_t> mask(images.x.size(), 0);
  mask[(8 * k_side + 8) * k_side + 8] = 1;
  mask[0] = 1; // no window is centred on a corner
  const SsimQuestion question = {SsimWindow::uniform, 32};
  EXPECT_EQ(ssim({images.x, images.y, mask}, k_cube, question)->windows, 1U);
  images.x[(8 * k_side + 8) * k_side + 11] = std::nan("");
  EXPECT_FALSE(ssim({images.x, images.y, mask}, k_cube, question));
  EXPECT_EQ(ssim(images.pair(), k_cube, question)->windows, 1000U - 7U * 7U * 5U);
}

TEST(HistogramDistances, AreThoseOfSciPy) {
  const auto found = *histogram_distances(procedural().pair(), 64);
  EXPECT_NEAR(found.wasserstein, .08154296875, 1e-15);
  EXPECT_NEAR(found.ks, .01904296875, 1e-15);
  EXPECT_GT(found.jensen_shannon, 0);
}

TEST(HistogramDistances, DoNotSeeWhereValuesStand) {
  auto images = procedural();
  images.y.assign(images.x.rbegin(), images.x.rend());
  const auto found = *histogram_distances(images.pair(), 64);
  EXPECT_EQ(found.wasserstein, 0);
  EXPECT_EQ(found.ks, 0);
  EXPECT_EQ(found.jensen_shannon, 0);
}

TEST(HistogramDistances, OfApartValuesAreFull) {
  const std::vector<double> a = {0, 0.1, 0.2};
  const std::vector<double> b = {9, 9.1, 9.2};
  const auto found = *histogram_distances({a, b, {}}, 4);
  EXPECT_NEAR(found.wasserstein, 9, 1e-15);
  EXPECT_EQ(found.ks, 1);
  EXPECT_NEAR(found.jensen_shannon, 1, 1e-15);
  EXPECT_FALSE(histogram_distances({}, 4));
}

TEST(NotFinite, TellsTheSamePatternFromAnother) {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> a = {nan, 1, infinity, infinity, 5};
  const std::vector<double> b = {nan, nan, infinity, -infinity, 5};
  const auto found = not_finite({a, b, {}});
  EXPECT_EQ(found.excluded, 2U);
  EXPECT_EQ(found.mismatched, 2U);
  EXPECT_EQ(differences({a, b, {}}).count, 1U);
  const std::vector<std::uint8_t> mask = {1, 0, 0, 0, 1};
  EXPECT_EQ(not_finite({a, b, mask}).mismatched, 0U);
}

} // namespace
} // namespace reprovip::voxels
