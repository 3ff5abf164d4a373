#include "harness/score/reader.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>

namespace reprovip::score {
namespace {

template <typename T>
std::string bytes_of(const std::vector<T>& values, bool swap = false) {
  std::string bytes;
  for (const T value : values) {
    std::string one(sizeof(T), '\0');
    std::memcpy(one.data(), &value, sizeof(T));
    bytes += swap ? std::string(one.rbegin(), one.rend()) : one;
  }
  return bytes;
}

std::string mif(const std::string& datatype, const std::string& layout, const std::string& data,
                const std::string& more = {}) {
  auto header = "mrtrix image\ndim: 2,3\nvox: 2,3\nlayout: " + layout + "\ndatatype: " + datatype + "\n" +
                more + "file: . 256\nEND\n";
  header.resize(256);
  return header + data;
}

class ImagesTest : public testing::Test {
protected:
  Result<Data> read(const std::string& bytes, const std::string& name, const std::string& reader = {}) {
    return read_data(reader, m_dir.write("object", bytes), name, {});
  }
  Image image(const std::string& bytes, const std::string& name = "a.mif") {
    return std::get<Image>(read(bytes, name).value());
  }

  reprovip::test::TempDir m_dir;
};

const std::vector<double> k_counted = {0, 1, 2, 3, 4, 5};

TEST_F(ImagesTest, MifIsReadInTheOrderOfItsAxes) {
  EXPECT_EQ(image(mif("Float64LE", "+0,+1", bytes_of(k_counted))).values, k_counted);
  // The second axis is the fast one in the file.
  EXPECT_EQ(image(mif("Float64LE", "+1,+0", bytes_of<double>({0, 2, 4, 1, 3, 5}))).values, k_counted);
  EXPECT_EQ(image(mif("Float64LE", "-0,+1", bytes_of<double>({1, 0, 3, 2, 5, 4}))).values, k_counted);
  EXPECT_EQ(image(mif("Float64LE", "-0,-1", bytes_of<double>({5, 4, 3, 2, 1, 0}))).values, k_counted);
}

TEST_F(ImagesTest, MifIsReadInEveryType) {
  const auto big = std::endian::native == std::endian::little;
  EXPECT_EQ(image(mif("Float32BE", "+0,+1", bytes_of<float>({0, 1, 2, 3, 4, 5}, big))).values, k_counted);
  EXPECT_EQ(image(mif("Int16LE", "+0,+1", bytes_of<std::int16_t>({0, 1, 2, 3, 4, 5}))).values, k_counted);
  EXPECT_EQ(image(mif("UInt8", "+0,+1", bytes_of<std::uint8_t>({0, 1, 2, 3, 4, 5}))).values, k_counted);
  // 101001..: the first voxel is the most significant bit.
  EXPECT_EQ(image(mif("Bit", "+0,+1", "\xA4")).values, (std::vector<double>{1, 0, 1, 0, 0, 1}));
}

TEST_F(ImagesTest, MifIsScaledAndPlaced) {
  const auto result =
      image(mif("UInt8", "+0,+1", bytes_of<std::uint8_t>({0, 1, 2, 3, 4, 5}),
                "scaling: 10,2\ntransform: 1,0,0,-5\ntransform: 0,1,0,6\ntransform: 0,0,1,7\n"));
  EXPECT_EQ(result.values[5], 20);
  EXPECT_EQ(result.affine[0], 2);
  EXPECT_EQ(result.affine[5], 3);
  EXPECT_EQ(result.affine[3], -5);
  EXPECT_EQ(result.dims, (std::vector<std::size_t>{2, 3}));
}

TEST_F(ImagesTest, MifRefusesWhatDoesNotFit) {
  EXPECT_FALSE(read(mif("Float64LE", "+0,+1", "short"), "a.mif"));
  EXPECT_FALSE(read(mif("Float64LE", "+0", bytes_of(k_counted)), "a.mif"));
  EXPECT_FALSE(read(mif("Float64LE", "+0,+2", bytes_of(k_counted)), "a.mif"));
  EXPECT_FALSE(read(mif("Float16LE", "+0,+1", bytes_of(k_counted)), "a.mif"));
  EXPECT_FALSE(read("garbage", "a.mif"));
  EXPECT_FALSE(read("mrtrix image\ndim: 1e9,1e9\nvox: 1,1\nlayout: +0,+1\ndatatype: UInt8\nfile: . 80\nEND\n",
                    "a.mif"));
  EXPECT_FALSE(
      read("mrtrix image\ndim: 2\nvox: 1\nlayout: +0\ndatatype: UInt8\nfile: . 900\nEND\n", "a.mif"));
  EXPECT_FALSE(read(std::string("\x1f\x8b\x08\0garbage", 11), "a.mif.gz"));
}

// A NIfTI-1 of 2×3×1 voxels of int16, 2×3×4 mm.
std::string nifti(const std::vector<std::int16_t>& voxels, float slope = 1, float intercept = 0) {
  std::string header(352, '\0');
  const auto put = [&header](std::size_t at, const auto& value) {
    std::memcpy(header.data() + at, &value, sizeof(value));
  };
  put(0, std::int32_t{348});
  const std::vector<std::int16_t> dims = {3, 2, 3, 1, 1, 1, 1, 1};
  const std::vector<float> pixdims = {1, 2, 3, 4, 0, 0, 0, 0};
  for (std::size_t i = 0; i < 8; ++i) {
    put(40 + 2 * i, dims[i]);
    put(76 + 4 * i, pixdims[i]);
  }
  put(70, std::int16_t{4});
  put(72, std::int16_t{16});
  put(108, 352.0F);
  put(112, slope);
  put(116, intercept);
  header[123] = 2; // mm
  put(252, std::int16_t{1});
  put(254, std::int16_t{1});
  const std::vector<float> rows = {2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    put(280 + 4 * i, rows[i]);
  }
  put(268, -10.0F);
  put(272, -20.0F);
  put(276, -30.0F);
  std::memcpy(header.data() + 344, "n+1", 4);
  return header + bytes_of(voxels);
}

TEST_F(ImagesTest, NiftiIsReadWithoutAnExtensionOfItsOwn) {
  const auto result = image(nifti({0, 1, 2, 3, 4, 5}), "a.nii");
  EXPECT_EQ(result.values, k_counted);
  EXPECT_EQ(result.datatype, "int16");
  EXPECT_EQ(result.dims, (std::vector<std::size_t>{2, 3, 1}));
  EXPECT_NEAR(result.spacing[1], 3, 1e-6);
  const std::array<double, 16> expected = {2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30, 0, 0, 0, 1};
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_NEAR(result.affine[i], expected[i], 1e-5) << i;
  }
}

TEST_F(ImagesTest, NiftiIsScaledAsItSays) {
  EXPECT_EQ(image(nifti({0, 1, 2, 3, 4, 5}, 2, 10), "a.nii").values[5], 20);
}

TEST_F(ImagesTest, NiftiRefusesWhatIsBroken) {
  EXPECT_FALSE(read("garbage", "a.nii"));
  EXPECT_FALSE(read("", "a.nii.gz"));
  EXPECT_FALSE(read(nifti({0, 1}).substr(0, 300), "a.nii"));
  EXPECT_FALSE(read(nifti({0, 1}), "a.nii")) << "voxels are missing";
}

TEST_F(ImagesTest, LabelsAreIntegers) {
  const auto good = read(nifti({0, 1, 2, 2, 4, 4}), "a.nii", "labels");
  ASSERT_TRUE(good);
  EXPECT_TRUE(std::get<Image>(*good).labels);
  const auto bad = read(nifti({0, 1, 2, 2, 4, 4}, 0.5F), "a.nii", "labels");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("0.5"), std::string::npos);
}

} // namespace
} // namespace reprovip::score
