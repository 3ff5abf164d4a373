#include "harness/voxels/deflate.hpp"
#include "harness/voxels/nifti.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/voxels/nifti_file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip::voxels {
namespace {

using test::NiftiFile;

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();
const std::vector<double> k_counted = {0, 1, 2, 3, 4, 5};
const std::vector<std::int16_t> k_shorts = {0, 1, 2, 3, 4, 5};

Result<Image> read(const std::string& bytes) {
  return read_nifti(std::as_bytes(std::span(bytes)));
}

std::string why_not(const std::string& bytes) {
  const auto image = read(bytes);
  return image ? "it was read" : image.error().message;
}

template <typename T>
void expect_type(std::int16_t code, const std::string& name) {
  for (const int version : {1, 2}) {
    for (const bool swapped : {false, true}) {
      NiftiFile file;
      file.version = version;
      file.swapped = swapped;
      file.datatype = code;
      const auto bytes = file.bytes<T>({0, 1, 2, 3, 4, 5});
      for (const auto& stored : {bytes, gzip(bytes, 6)}) {
        const auto image = read(stored);
        ASSERT_TRUE(image) << name << ": " << image.error().message;
        EXPECT_EQ(image->values, k_counted) << name << " " << version << " " << swapped;
        EXPECT_EQ(image->datatype, name);
        EXPECT_EQ(image->dims, (std::vector<std::size_t>{2, 3, 1}));
        EXPECT_EQ(image->spacing, (std::vector<double>{2, 3, 4}));
        EXPECT_EQ(image->affine[3], -10);
        EXPECT_EQ(image->affine[10], 4);
      }
    }
  }
}

TEST(Nifti, IsReadInEveryTypeVersionAndByteOrder) {
  expect_type<std::uint8_t>(2, "uint8");
  expect_type<std::int8_t>(256, "int8");
  expect_type<std::uint16_t>(512, "uint16");
  expect_type<std::int16_t>(4, "int16");
  expect_type<std::uint32_t>(768, "uint32");
  expect_type<std::int32_t>(8, "int32");
  expect_type<std::uint64_t>(1280, "uint64");
  expect_type<std::int64_t>(1024, "int64");
  expect_type<float>(16, "float32");
  expect_type<double>(64, "float64");
}

TEST(Nifti, ComplexAndColourAreComponents) {
  NiftiFile file;
  file.dim = {3, 3, 1, 1, 1, 1, 1, 1};
  file.datatype = 32;
  auto image = read(file.bytes<float>({0, 1, 2, 3, 4, 5})).value();
  EXPECT_EQ(image.components, 2U);
  EXPECT_EQ(image.values, k_counted);
  file.dim[1] = 2;
  file.datatype = 128;
  file.slope = 7; // colours are never scaled: nifti1.h
  image = read(file.bytes<std::uint8_t>({0, 1, 2, 3, 4, 5})).value();
  EXPECT_EQ(image.components, 3U);
  EXPECT_EQ(image.values, k_counted);
}

TEST(Nifti, TypesThatNoDoubleHoldsAreRefused) {
  for (const int code : {1, 1536, 2048, 0, 7, 255}) {
    NiftiFile file;
    file.datatype = static_cast<std::int16_t>(code);
    const auto image = read(file.bytes(std::vector<double>(24)));
    ASSERT_FALSE(image) << code;
    EXPECT_EQ(image.error().kind, ErrorKind::data);
    EXPECT_NE(image.error().advice.find("float64"), std::string::npos);
  }
}

TEST(Nifti, IsScaledAsTheStandardSays) {
  NiftiFile file;
  file.slope = 0.5;
  file.intercept = 10;
  EXPECT_EQ(read(file.bytes(k_shorts))->values[5], 12.5);
  EXPECT_EQ(read(file.bytes(k_shorts))->datatype, "int16");
  file.slope = 0; // none
  EXPECT_EQ(read(file.bytes(k_shorts))->values, k_counted);
  file.slope = k_nan;
  EXPECT_EQ(read(file.bytes(k_shorts))->values, k_counted);
  file.slope = 1;
  EXPECT_EQ(read(file.bytes(k_shorts))->values[0], 10);
  file.intercept = k_nan;
  EXPECT_FALSE(read(file.bytes(k_shorts)));
  // In double: 0.1F is 0.100000001490116...
  file.slope = static_cast<double>(0.1F);
  file.intercept = 0;
  EXPECT_EQ(read(file.bytes(k_shorts))->values[3], 3 * static_cast<double>(0.1F));
}

TEST(Nifti, AffineIsThatOfTheSformElseTheQformElseTheSpacing) {
  NiftiFile file;
  file.sform[3] = -11;
  EXPECT_EQ(read(file.bytes(k_shorts))->affine[3], -11);
  file.sform_code = 0;
  auto affine = read(file.bytes(k_shorts))->affine;
  EXPECT_EQ(affine, (std::array<double, 16>{2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30, 0, 0, 0, 1}));
  // Half a turn around x; qfac -1 mirrors the third axis.
  file.quaternion = {1, 0, 0};
  file.pixdim[0] = -1;
  affine = read(file.bytes(k_shorts))->affine;
  EXPECT_EQ(affine, (std::array<double, 16>{2, 0, 0, -10, 0, -3, 0, -20, 0, 0, 4, -30, 0, 0, 0, 1}));
  file.qform_code = 0;
  affine = read(file.bytes(k_shorts))->affine;
  EXPECT_EQ(affine, (std::array<double, 16>{2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0, 0, 0, 0, 1}));
}

TEST(Nifti, UnitsAreMillimetresAndSeconds) {
  NiftiFile file;
  file.dim = {4, 2, 1, 1, 3, 1, 1, 1};
  file.pixdim[4] = 1500;
  file.units = 3 + 16; // micrometres, milliseconds
  const auto image = read(file.bytes(k_shorts)).value();
  EXPECT_EQ(image.spacing, (std::vector<double>{2e-3, 3e-3, 4e-3, 1.5}));
  EXPECT_EQ(image.affine[3], -1e-2);
}

TEST(Nifti, VectorsOfTheFifthAxisAreComponents) {
  NiftiFile file;
  file.dim = {5, 3, 1, 1, 1, 2, 1, 1};
  file.intent = 1007;
  auto image = read(file.bytes(k_shorts)).value();
  EXPECT_EQ(image.dims, (std::vector<std::size_t>{3, 1, 1}));
  EXPECT_EQ(image.components, 2U);
  EXPECT_EQ(image.values, (std::vector<double>{0, 3, 1, 4, 2, 5}));
  file.intent = 0;
  EXPECT_EQ(read(file.bytes(k_shorts))->dims, (std::vector<std::size_t>{3, 1, 1, 1, 2}));
  file.dim = {7, 2, 3, 1, 1, 1, 1, 1};
  EXPECT_EQ(read(file.bytes(k_shorts))->dims, (std::vector<std::size_t>{2, 3, 1}));
  file.dim = {1, 6, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(read(file.bytes(k_shorts))->dims, (std::vector<std::size_t>{6, 1, 1}));
}

TEST(Nifti, ExtensionsAndWhatFollowsAreSkipped) {
  NiftiFile file;
  file.extension = std::string("\x10\0\0\0\x04\0\0\0commentX", 16);
  const auto bytes = file.bytes(k_shorts) + "trailing";
  EXPECT_EQ(read(bytes)->values, k_counted);
  EXPECT_EQ(read(gzip(bytes, 6))->values, k_counted);
  // Voxels at an odd place.
  file.extension.pop_back();
  EXPECT_EQ(read(file.bytes(k_shorts))->values, k_counted);
  EXPECT_EQ(read(gzip(file.bytes(k_shorts), 6))->values, k_counted);
}

TEST(Nifti, MembersOfGzipAreOneFile) {
  const auto bytes = NiftiFile().bytes(k_shorts);
  EXPECT_EQ(read(gzip(bytes.substr(0, 100), 6) + gzip(bytes.substr(100), 1))->values, k_counted);
  EXPECT_EQ(read(gzip(bytes, 6) + std::string(512, '\0'))->values, k_counted) << "padding";
}

TEST(Nifti, CutOrDamagedFilesAreRefused) {
  const auto bytes = NiftiFile().bytes(k_shorts);
  const auto packed = gzip(bytes, 6);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read(bytes.substr(0, size))) << size;
  }
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(read(packed.substr(0, size))) << size;
  }
  auto damaged = packed;
  damaged[packed.size() - 6] = static_cast<char>(~damaged[packed.size() - 6]); // of the CRC
  EXPECT_FALSE(read(damaged));
  EXPECT_FALSE(read("garbage"));
  EXPECT_NE(why_not(gzip(bytes.substr(0, 360), 6)).find("ends too early: 360 bytes"), std::string::npos);
}

TEST(Nifti, NonsenseInTheHeaderIsRefused) {
  const auto with = [](auto change) {
    NiftiFile file;
    change(file);
    return why_not(file.bytes(k_shorts));
  };
  EXPECT_NE(with([](auto& f) { f.dim[0] = 0; }).find("0 axes"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.dim[0] = -3; }).find("-3 axes"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.dim[0] = 8; }).find("8 axes"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.dim[2] = -5; }).find("-5 voxels"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.dim[2] = 0; }).find("0 voxels"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.sform[5] = k_nan; }).find("sform is not finite"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.sform[5] = k_infinity; }).find("sform"), std::string::npos);
  EXPECT_NE(with([](auto& f) {
              f.sform_code = 0;
              f.quaternion[1] = k_nan;
            }).find("qform"),
            std::string::npos);
  EXPECT_NE(with([](auto& f) { f.pixdim[1] = k_nan; }).find("along axis 1"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.magic = "xx"; }).find("n+1"), std::string::npos);
  EXPECT_NE(with([](auto& f) { f.magic = "ni"; }).find("two files"), std::string::npos);
  for (const double offset : {-1.0, 1.0, 347.0, 352.5, 1e30, k_nan, k_infinity}) {
    EXPECT_NE(with([&](auto& f) { f.offset = offset; }).find("begin at byte"), std::string::npos) << offset;
  }
  EXPECT_NE(with([](auto& f) { f.offset = 4000; }).find("ends too early"), std::string::npos);
}

TEST(Nifti, GiganticClaimsAreRefusedBeforeMemoryIsTaken) {
  NiftiFile file;
  file.dim = {7, 32767, 32767, 32767, 32767, 32767, 32767, 32767};
  EXPECT_NE(why_not(file.bytes(k_shorts)).find("too large"), std::string::npos);
  EXPECT_NE(why_not(gzip(file.bytes(k_shorts), 6)).find("too large"), std::string::npos);
  file.version = 2;
  file.dim = {3, std::numeric_limits<std::int64_t>::max(), 2, 2, 1, 1, 1, 1};
  EXPECT_NE(why_not(file.bytes(k_shorts)).find("too large"), std::string::npos);
  file.dim = {3, 1024, 1024, 1024, 1, 1, 1, 1};
  EXPECT_NE(why_not(file.bytes(k_shorts)).find("ends too early"), std::string::npos);
  EXPECT_NE(why_not(gzip(file.bytes(k_shorts), 6)).find("compressed bytes can hold"), std::string::npos);
}

TEST(Nifti, BombsAreCutOff) {
  const auto bomb = gzip(NiftiFile().bytes(k_shorts) + std::string(std::size_t{65} << 20, '\0'), 6);
  EXPECT_NE(why_not(bomb).find("goes on for more than"), std::string::npos);
}

TEST(Nifti, ReaderReadsOneAfterAnotherIntoTheSameMemory) {
  const reprovip::test::TempDir dir;
  const auto bytes = NiftiFile().bytes(k_shorts);
  const auto plain = dir.write("a", bytes);
  const auto packed = dir.write("b", gzip(bytes, 6));
  NiftiReader reader;
  std::vector<double> values(3);
  for (const auto& file : {plain, packed, plain, packed}) {
    const auto volume = reader.read(file);
    ASSERT_TRUE(volume) << render(volume.error());
    copy_values(*volume, 2, values);
    EXPECT_EQ(values, (std::vector<double>{2, 3, 4}));
  }
  EXPECT_FALSE(reader.read(dir.path() / "none"));
  EXPECT_FALSE(reader.read(dir.path()));
  EXPECT_FALSE(reader.read(dir.write("empty", "")));
}

TEST(Nifti, WhatIsWrittenIsRead) {
  const reprovip::test::TempDir dir;
  Image image;
  image.dims = {3, 2, 2};
  image.spacing = {1, 1.5, 2};
  image.affine = {0, 1.5, 0, 7, 1, 0, 0, 8, 0, 0, -2, 9, 0, 0, 0, 1};
  for (int i = 0; i < 12; ++i) {
    image.values.push_back(0.1 * i);
  }
  image.values[4] = k_nan;
  ASSERT_TRUE(write_nifti(dir.path() / "a.nii.gz", image, VoxelType::float64));
  const auto back = read_nifti(dir.path() / "a.nii.gz").value();
  EXPECT_EQ(back.dims, image.dims);
  EXPECT_EQ(back.spacing, image.spacing);
  EXPECT_EQ(back.affine, image.affine);
  EXPECT_EQ(back.datatype, "float64");
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_TRUE(i == 4 ? std::isnan(back.values[i]) : back.values[i] == image.values[i]) << i;
  }
  image.components = 2;
  image.dims = {3, 2, 1};
  image.values[4] = 1;
  ASSERT_TRUE(write_nifti(dir.path() / "v.nii", image, VoxelType::float64));
  EXPECT_EQ(read_nifti(dir.path() / "v.nii")->values, image.values);
}

} // namespace
} // namespace reprovip::voxels
