#include "harness/voxels/deflate.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace reprovip::voxels {
namespace {

Image small() {
  Image image;
  image.dims = {2, 3, 1};
  image.spacing = {2, 3, 4};
  image.affine = {2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30, 0, 0, 0, 1};
  image.values = {0, 1, 2, 3, 4, 5};
  return image;
}

template <typename T>
T at(const std::string& bytes, std::size_t place) {
  T value{};
  std::memcpy(&value, bytes.data() + place, sizeof(T));
  return value;
}

// Places of the fields: nifti1.h.
TEST(NiftiWrite, HeaderSaysWhatTheImageIs) {
  const auto bytes = nifti_bytes(small(), VoxelType::int16).value();
  ASSERT_EQ(bytes.size(), 352U + 12U);
  EXPECT_EQ(at<std::int32_t>(bytes, 0), 348);
  EXPECT_EQ(at<std::int16_t>(bytes, 40), 3);
  EXPECT_EQ(at<std::int16_t>(bytes, 44), 3);
  EXPECT_EQ(at<std::int16_t>(bytes, 46), 1);
  EXPECT_EQ(at<std::int16_t>(bytes, 70), 4);
  EXPECT_EQ(at<std::int16_t>(bytes, 72), 16);
  EXPECT_EQ(at<float>(bytes, 84), 3.0F);
  EXPECT_EQ(at<float>(bytes, 108), 352.0F);
  EXPECT_EQ(at<std::int16_t>(bytes, 252), 0);
  EXPECT_EQ(at<std::int16_t>(bytes, 254), 2);
  EXPECT_EQ(at<float>(bytes, 292), -10.0F);
  EXPECT_EQ(bytes.substr(344, 4), std::string("n+1\0", 4));
  EXPECT_EQ(at<std::int16_t>(bytes, 352 + 10), 5);
}

TEST(NiftiWrite, ComponentsStandOnTheFifthAxis) {
  auto image = small();
  image.dims = {3, 1, 1};
  image.components = 2;
  const auto bytes = nifti_bytes(image, VoxelType::float64).value();
  EXPECT_EQ(at<std::int16_t>(bytes, 40), 5);
  EXPECT_EQ(at<std::int16_t>(bytes, 50), 2);
  EXPECT_EQ(at<std::int16_t>(bytes, 68), 1007);
  EXPECT_EQ(at<double>(bytes, 352 + 8), 2);
  EXPECT_EQ(at<double>(bytes, 352 + 24), 1);
}

TEST(NiftiWrite, RefusesWhatDoesNotFit) {
  auto image = small();
  image.values[2] = 256;
  EXPECT_FALSE(nifti_bytes(image, VoxelType::uint8));
  EXPECT_TRUE(nifti_bytes(image, VoxelType::int16));
  image.values[2] = 0.5;
  EXPECT_FALSE(nifti_bytes(image, VoxelType::int64));
  image.values[2] = std::nan("");
  EXPECT_FALSE(nifti_bytes(image, VoxelType::int32));
  EXPECT_TRUE(nifti_bytes(image, VoxelType::float32));
  image.values[2] = std::ldexp(1.0, 63);
  EXPECT_FALSE(nifti_bytes(image, VoxelType::int64));
  EXPECT_TRUE(nifti_bytes(image, VoxelType::uint64));
  image.values.pop_back();
  EXPECT_FALSE(nifti_bytes(image, VoxelType::float32));
  image = small();
  image.dims = {40000, 1, 1};
  image.values.resize(40000);
  EXPECT_FALSE(nifti_bytes(image, VoxelType::float32));
}

TEST(NiftiWrite, CompressedFilesAreTheSameBytesEveryTime) {
  const reprovip::test::TempDir dir;
  ASSERT_TRUE(write_nifti(dir.path() / "a.nii.gz", small()));
  ASSERT_TRUE(write_nifti(dir.path() / "b.nii.gz", small()));
  const auto packed = reprovip::test::read_text(dir.path() / "a.nii.gz");
  EXPECT_EQ(packed, reprovip::test::read_text(dir.path() / "b.nii.gz"));
  EXPECT_EQ(at<std::uint32_t>(packed, 4), 0U) << "no time inside";
  ASSERT_TRUE(write_nifti(dir.path() / "a.nii", small()));
  std::string unpacked(352 + 24, '\0');
  const auto result = gunzip(std::as_bytes(std::span(packed)), std::as_writable_bytes(std::span(unpacked)));
  EXPECT_EQ(result.how, Unpacking::complete);
  EXPECT_EQ(unpacked, reprovip::test::read_text(dir.path() / "a.nii"));
}

TEST(Gunzip, TakesAllMembersAndIgnoresWhatFollows) {
  const auto packed = gzip("abc", 6) + gzip("", 6) + gzip("def", 1) + std::string(4, '\0');
  std::string out(6, '\0');
  const auto bytes = std::as_bytes(std::span(packed));
  const auto result = gunzip(bytes, std::as_writable_bytes(std::span(out)));
  EXPECT_EQ(result.how, Unpacking::complete);
  EXPECT_EQ(out, "abcdef");
  std::string small_out(5, '\0');
  EXPECT_EQ(gunzip(bytes, std::as_writable_bytes(std::span(small_out))).how, Unpacking::too_long);
  EXPECT_EQ(gunzip(bytes.first(20), std::as_writable_bytes(std::span(out))).how, Unpacking::broken);
}

} // namespace
} // namespace reprovip::voxels
