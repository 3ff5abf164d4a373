#include "harness/stats/icc.hpp"
#include "harness/stats/sums.hpp"
#include "harness/voxels/kernels.hpp"
#include "harness/voxels/maps.hpp"
#include "harness/voxels/nifti_write.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>

namespace reprovip::voxels {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

NiftiVolume floats(const std::vector<float>& values) {
  NiftiVolume volume;
  volume.header.dims = {values.size(), 1, 1};
  volume.header.type = VoxelType::float32;
  volume.voxels = std::as_bytes(std::span(values));
  return volume;
}

Image image_of(std::vector<double> values) {
  Image image;
  image.dims = {values.size(), 1, 1};
  image.values = std::move(values);
  return image;
}

VolumeMoments moments_of(const std::vector<Image>& images) {
  VolumeMoments moments;
  for (const auto& image : images) {
    EXPECT_TRUE(moments.add(volume_of(image)));
  }
  return moments;
}

std::vector<std::vector<float>> random_volumes(std::size_t volumes, std::size_t voxels) {
  std::mt19937_64 random(11);
  std::normal_distribution<float> normal;
  std::vector<std::vector<float>> result(volumes, std::vector<float>(voxels));
  for (std::size_t i = 0; i < voxels; ++i) {
    const float centre = std::ldexp(normal(random), static_cast<int>(i % 20) - 5);
    const float width = std::ldexp(1.0F, -static_cast<int>(i % 17));
    for (auto& volume : result) {
      volume[i] = i % 10 == 0 ? centre : centre * (1 + width * normal(random));
    }
  }
  return result;
}

TEST(Maps, AreThoseOfEveryVoxelByItself) {
  const auto volumes = random_volumes(7, 3 * k_tile + 17);
  VolumeMoments moments;
  for (const auto& volume : volumes) {
    ASSERT_TRUE(moments.add(floats(volume)));
  }
  const auto mean = moment_map(moments, MomentMap::mean);
  const auto sd = moment_map(moments, MomentMap::sd);
  const auto cv = moment_map(moments, MomentMap::cv, 0.5);
  const auto range = moment_map(moments, MomentMap::range);
  BitsMapQuestion question;
  question.bits.mantissa = 24;
  const auto cnh = bits_map(moments, question);
  question.method = BitsMethod::general;
  const auto general = bits_map(moments, question);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    std::vector<double> values;
    for (const auto& volume : volumes) {
      values.push_back(static_cast<double>(volume[i]));
    }
    const auto expected = stats::moments(values);
    const double size = std::abs(expected.mean);
    ASSERT_NEAR(mean[i], expected.mean, 4e-15 * (size + sd[i]));
    ASSERT_NEAR(sd[i], std::sqrt(expected.variance()), 1e-14 * (size + sd[i]));
    ASSERT_EQ(range[i], expected.maximum - expected.minimum);
    ASSERT_EQ(std::isnan(cv[i]), !(std::abs(mean[i]) > 0.5));
    ASSERT_TRUE(std::isnan(cv[i]) || cv[i] == sd[i] / std::abs(mean[i]));
    const auto bits = stats::significant_bits(values, question.bits);
    ASSERT_NEAR(cnh[i], bits ? std::min(24.0, bits->cnh) : 24, 1e-8);
    ASSERT_EQ(general[i], bits ? std::min(24.0, bits->general) : 24);
    ASSERT_TRUE(i % 10 != 0 || (sd[i] == 0 && mean[i] == values[0])) << "equal values have exactly these";
  }
}

// x_i = 2 + ((37 i mod 101) - 50) 1e-9 in every voxel: golden I of the specification.
TEST(Maps, GoldenBitsStandInEveryVoxel) {
  std::vector<Image> images;
  for (int i = 0; i < 30; ++i) {
    images.push_back(image_of(std::vector<double>(5, 2 + (37 * i % 101 - 50) * 1e-9)));
  }
  const auto moments = moments_of(images);
  BitsMapQuestion question;
  for (const double bits : bits_map(moments, question)) {
    EXPECT_NEAR(bits, 24.612412213283207, 1e-7);
  }
  question.bits.ddof = 0; // as the package significantdigits
  for (const double bits : bits_map(moments, question)) {
    EXPECT_NEAR(bits, 24.63686701352368, 1e-7);
  }
  question.bits.ddof = 1;
  question.method = BitsMethod::parker;
  for (const double bits : bits_map(moments, question)) {
    EXPECT_NEAR(bits, 26.01011077882388, 1e-7);
  }
  question.method = BitsMethod::general;
  for (const double bits : bits_map(moments, question)) {
    EXPECT_EQ(bits, 25);
  }
  for (const double sd : moment_map(moments, MomentMap::sd)) {
    EXPECT_NEAR(sd, 2.959419017754619e-08, 1e-15);
  }
}

TEST(Maps, WhatIsNoNumberInSomeVolumesOnlyIsADifference) {
  const auto moments = moments_of({image_of({1, k_nan, k_nan, k_infinity, k_infinity, k_infinity, 2}),
                                   image_of({1, k_nan, 5, k_infinity, -k_infinity, k_nan, 3}),
                                   image_of({k_nan, k_nan, 5, k_infinity, k_infinity, k_nan, 4})});
  using Kind = VolumeMoments::Kind;
  const std::vector<Kind> expected = {Kind::sometimes_a_number,
                                      Kind::never_a_number,
                                      Kind::sometimes_a_number,
                                      Kind::never_a_number,
                                      Kind::sometimes_a_number,
                                      Kind::sometimes_a_number,
                                      Kind::numbers};
  const auto bits = bits_map(moments, {});
  const auto mean = moment_map(moments, MomentMap::mean);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(moments.kind(i), expected[i]) << i;
    EXPECT_EQ(std::isnan(mean[i]), i != 6) << i;
    EXPECT_EQ(std::isnan(bits[i]), expected[i] == Kind::never_a_number) << i;
    EXPECT_TRUE(expected[i] != Kind::sometimes_a_number || bits[i] == 0) << i;
  }
  EXPECT_EQ(mean[6], 3);
}

TEST(Maps, ALateNanSpoilsItsVoxelAlone) {
  auto late = image_of(std::vector<double>(2 * k_tile, 1));
  const auto first = late;
  late.values[k_tile + 3] = k_nan;
  const auto moments = moments_of({first, first, late, first});
  for (std::size_t i = 0; i < moments.voxels(); ++i) {
    ASSERT_EQ(moments.kind(i) == VolumeMoments::Kind::numbers, i != k_tile + 3);
  }
}

TEST(Maps, BitsOfIntegersAreLimitedByTheirSteps) {
  std::vector<Image> images(100, image_of({1000}));
  images.back().values[0] = 1001;
  BitsMapQuestion question;
  question.method = BitsMethod::parker;
  const auto free = bits_map(moments_of(images), question)[0];
  question.resolution = 1;
  const auto limited = bits_map(moments_of(images), question)[0];
  EXPECT_GT(free, 13);
  EXPECT_NEAR(limited, std::log2(2 * 1000.01), 1e-9);
}

TEST(Maps, RelativeToZeroThereAreNoBits) {
  const auto moments = moments_of({image_of({-1, 0}), image_of({1, 0})});
  const auto bits = bits_map(moments, {});
  EXPECT_TRUE(std::isnan(bits[0]));
  EXPECT_EQ(bits[1], 53) << "equal zeros are exact";
}

TEST(Maps, ACopyIsAsGoodAsAnother) {
  const auto image = image_of({1, 2, k_nan});
  auto repeated = moments_of({image});
  repeated.repeat(5);
  const auto added = moments_of({image, image, image, image, image});
  for (const auto which : {MomentMap::mean, MomentMap::sd, MomentMap::range}) {
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(moment_map(repeated, which)[i], moment_map(added, which)[i]);
    }
    EXPECT_TRUE(std::isnan(moment_map(repeated, which)[2]));
  }
}

// Every voxel by stats::one_way, also unbalanced.
TEST(Maps, IccIsThatOfEveryVoxelByItself) {
  const auto volumes = random_volumes(11, k_tile + 5);
  const std::vector<std::uint32_t> targets = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3};
  VolumeIcc analysis;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    ASSERT_TRUE(analysis.add(targets[i], floats(volumes[i])));
  }
  analysis.finish();
  const auto icc = icc_map(analysis);
  const auto nu = nu_map(analysis);
  for (std::size_t i = 0; i < icc.size(); ++i) {
    stats::Groups groups(4);
    for (std::size_t j = 0; j < volumes.size(); ++j) {
      groups[targets[j]].push_back(static_cast<double>(volumes[j][i]));
    }
    if (i % 10 == 0) {
      ASSERT_TRUE(std::isnan(icc[i])) << "all the same";
      continue;
    }
    const auto table = stats::one_way(groups);
    const auto expected = stats::icc_one_way(table, false, 0.95, 0);
    ASSERT_NEAR(analysis.k0(), table.k0, 1e-12);
    ASSERT_NEAR(icc[i], expected.estimate, 1e-7) << i;
    ASSERT_NEAR(nu[i], std::sqrt(1 - expected.estimate), 1e-7);
  }
}

TEST(Maps, IccOfEqualExecutionsIsOne) {
  VolumeIcc analysis;
  for (std::uint32_t target = 0; target < 3; ++target) {
    const auto image = image_of({static_cast<double>(target), 7, k_nan});
    ASSERT_TRUE(analysis.add(target, volume_of(image)));
    ASSERT_TRUE(analysis.add(target, volume_of(image)));
  }
  analysis.finish();
  EXPECT_EQ(icc_map(analysis)[0], 1);
  EXPECT_EQ(nu_map(analysis)[0], 0);
  EXPECT_TRUE(std::isnan(icc_map(analysis)[1]));
  EXPECT_TRUE(std::isnan(icc_map(analysis)[2]));
}

// The kernels take the best instructions of the machine: plain code must give the same bits.
TEST(Kernels, GiveTheSameBitsAsPlainCode) {
  const auto volumes = random_volumes(5, 1003);
  constexpr std::size_t n = 1003;
  std::vector<double> mean(n), squares(n), low(n), high(n);
  const MomentArrays arrays = {mean.data(), squares.data(), low.data(), high.data()};
  std::vector<double> plain_mean(n);
  std::vector<double> plain_squares(n);
  for (std::size_t k = 0; k < volumes.size(); ++k) {
    const float* x = volumes[k].data();
    k == 0 ? begin_moments(x, n, arrays) : update_moments(x, n, static_cast<double>(k + 1), arrays);
    for (std::size_t i = 0; i < n; ++i) {
      const volatile double deviation = static_cast<double>(x[i]) - plain_mean[i];
      const volatile double step = deviation / static_cast<double>(k + 1);
      const volatile double moved = k == 0 ? static_cast<double>(x[i]) : plain_mean[i] + step;
      const volatile double rest = static_cast<double>(x[i]) - moved;
      const volatile double square = k == 0 ? 0 : deviation * rest;
      plain_squares[i] = plain_squares[i] + square;
      plain_mean[i] = moved;
    }
  }
  EXPECT_EQ(std::memcmp(mean.data(), plain_mean.data(), n * sizeof(double)), 0);
  EXPECT_EQ(std::memcmp(squares.data(), plain_squares.data(), n * sizeof(double)), 0);
}

TEST(Kernels, FindWhatIsNotFinite) {
  for (std::size_t at = 0; at < 40; ++at) {
    std::vector<float> single(40, std::numeric_limits<float>::max());
    std::vector<double> twice(40, -std::numeric_limits<double>::max());
    EXPECT_TRUE(all_finite(single.data(), 40));
    EXPECT_TRUE(all_finite(twice.data(), 40));
    single[at] = std::numeric_limits<float>::quiet_NaN();
    twice[at] = -k_infinity;
    EXPECT_FALSE(all_finite(single.data(), 40));
    EXPECT_FALSE(all_finite(twice.data(), 40));
  }
}

TEST(Volumes, ComeInOrderWhateverTheThreads) {
  std::vector<Image> images;
  for (int i = 0; i < 9; ++i) {
    images.push_back(image_of({static_cast<double>(i)}));
  }
  for (const unsigned threads : {1U, 2U, 3U, 20U}) {
    std::vector<std::size_t> order;
    const auto done = for_each_volume(
        images.size(), threads,
        [&](std::size_t index, NiftiReader&) -> Result<NiftiVolume> {
          std::this_thread::sleep_for(std::chrono::microseconds(200 * (9 - index)));
          return volume_of(images[index]);
        },
        [&](std::size_t index, const NiftiVolume& volume) -> Result<void> {
          std::array<double, 1> value{};
          copy_values(volume, 0, value);
          EXPECT_EQ(value[0], static_cast<double>(index));
          order.push_back(index);
          return {};
        });
    EXPECT_TRUE(done);
    EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
  }
}

TEST(Volumes, MapsAreTheSameBytesForOneAndTwoThreads) {
  const auto volumes = random_volumes(9, 2 * k_tile + 3);
  std::vector<std::string> maps;
  for (const unsigned threads : {1U, 2U}) {
    VolumeMoments moments;
    ASSERT_TRUE(for_each_volume(
        volumes.size(), threads,
        [&](std::size_t index, NiftiReader&) -> Result<NiftiVolume> { return floats(volumes[index]); },
        [&](std::size_t, const NiftiVolume& volume) { return moments.add(volume); }));
    auto image = grid_of(floats(volumes[0]).header);
    image.spacing = {1, 1, 1};
    image.values = bits_map(moments, {});
    maps.push_back(nifti_bytes(image, VoxelType::float64).value());
  }
  EXPECT_EQ(maps[0], maps[1]);
}

TEST(Volumes, TheFirstErrorIsTheOneOfTheLowestIndex) {
  const auto image = image_of({1});
  for (const unsigned threads : {1U, 2U, 4U}) {
    std::size_t used = 0;
    const auto done = for_each_volume(
        20, threads,
        [&](std::size_t index, NiftiReader&) -> Result<NiftiVolume> {
          if (index >= 5) {
            return failure(ErrorKind::data, std::to_string(index));
          }
          return volume_of(image);
        },
        [&](std::size_t, const NiftiVolume&) -> Result<void> {
          ++used;
          return {};
        });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "5");
    EXPECT_EQ(used, 5U);
  }
}

} // namespace
} // namespace reprovip::voxels
