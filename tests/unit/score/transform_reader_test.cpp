#include "harness/score/reader.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>

namespace reprovip::score {
namespace {

class TransformReaderTest : public ::testing::Test {
protected:
  Result<Data> read(const std::string& text, const Options& options = {}) {
    const auto file = m_dir.path() / "transform";
    std::ofstream(file, std::ios::binary) << text;
    return read_data("transform", file, "transform", options);
  }

  Vector matrix(const std::string& text, const Options& options = {}) {
    auto data = read(text, options);
    EXPECT_TRUE(data) << render(data.error());
    return data ? std::get<Vector>(*data) : Vector{};
  }

  // `expected`: three lines in ITK's left-posterior-superior mm, as its own TransformPoint gives them.
  void expect_lps(const std::string& text, const std::array<double, 12>& expected) {
    const auto found = matrix(text);
    ASSERT_EQ(found.values.size(), 16U);
    EXPECT_TRUE(found.transform);
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 4; ++column) {
        const double sign = (row < 2) != (column < 2) ? -1 : 1;
        EXPECT_NEAR(sign * found.values[4 * row + column].value, expected[4 * row + column], 2e-14)
            << row << " " << column;
      }
    }
  }

  test::TempDir m_dir;
};

std::string itk(const std::string& type, const std::string& parameters, const std::string& fixed) {
  return "#Insight Transform File V1.0\n#Transform 0\nTransform: " + type +
         "_double_3_3\nParameters: " + parameters + "\nFixedParameters: " + fixed + "\n";
}

// Files written, and points moved, by ITK 5.2.1.
constexpr std::array<double, 12> k_versor = {0.93421749500240425,  0.18529237452181624,  0.30480224404603673,
                                             -3.7803947809688205,  -0.13266637052374008, 0.97368699800096081,
                                             -0.18529237452181668, 8.3591749009111211,   -0.33111524604507458,
                                             0.13266637052374008,  0.93421749500240381,  10.937955020853416};
constexpr std::array<double, 12> k_affine = {
    0.97594262080652516,   0.187086441312311,    0.15011550343114688,   0.47883751524656315,
    -0.074461940611763922, 0.99335552594708076,  -0.087750888717603281, 5.2442565865873387,
    -0.16553506635582682,  0.074461940611763922, 0.98338881486770191,   6.6429250297625018};
const std::string k_versor_parameters = "0.08110641466468345 0.1622128293293669 -0.08110641466468345 1 2 3";
const std::string k_affine_parameters =
    "0.975942620806525 0.18708644131231095 0.15011550343114688 -0.07446194061176399 0.9933555259470805 "
    "-0.0877508887176029 -0.16553506635582663 0.07446194061176399 0.9833888148677015 1 2 3";

TEST_F(TransformReaderTest, ReadsWhatItkWrites) {
  expect_lps(itk("VersorRigid3DTransform", k_versor_parameters, "10 -20 30"), k_versor);
  expect_lps(itk("AffineTransform", k_affine_parameters, "10 -20 30"), k_affine);
  expect_lps(itk("MatrixOffsetTransformBase", k_affine_parameters, "10 -20 30"), k_affine);
}

TEST_F(TransformReaderTest, ReadsEulerAnglesInBothOrders) {
  expect_lps(itk("Euler3DTransform", "0.1 -0.2 0.3 1 2 3", "10 -20 30 0"),
             {0.94215466351136845, -0.29404383655185584, -0.16088136066569614, 0.52401745382008347,
              0.27068148839190354, 0.95056378592206325, -0.15218416716418792, 2.8699858494478763,
              0.19767681165408391, 0.099833416646827988, 0.97517032720181618, 3.7647904003412478});
  expect_lps(itk("Euler3DTransform", "0.1 -0.2 0.3 1 2 3", "10 -20 30 1"),
             {0.93629336358419923, -0.31299182578546797, -0.15934507930797792, 0.15758222768798547,
              0.28962947762551572, 0.94470248599489448, -0.15379199798896437, 2.6115148833116582,
              0.19866933079506133, 0.097843395007255918, 0.97517032720181618, 3.7150647761400251});
}

TEST_F(TransformReaderTest, ReadsSimilarities) {
  expect_lps(itk("Similarity3DTransform", k_versor_parameters + " 1.25", "10 -20 30"),
             {1.1677718687530048, 0.23161546815227041, 0.38100280505754558, -7.4754934762110254,
              -0.16583296315467422, 1.2171087475012019, -0.23161546815227041, 14.948968626138898,
              -0.41389405755634368, 0.16583296315467422, 1.1677718687530056, 5.4224437760667712});
}

TEST_F(TransformReaderTest, MultipliesACompositeTheLastFirst) {
  const auto part = [](const std::string& type, const std::string& parameters) {
    return "Transform: " + type + "_double_3_3\nParameters: " + parameters + "\nFixedParameters: 10 -20 30\n";
  };
  const std::string head = "#Insight Transform File V1.0\n";
  const auto parts =
      part("VersorRigid3DTransform", k_versor_parameters) + part("AffineTransform", k_affine_parameters);
  expect_lps(head + "Transform: CompositeTransform_double_3_3\n" + parts,
             {0.847489980994931, 0.38153679729329193, 0.42372007658103428, -0.33655718533036083,
              -0.17130500324972431, 0.92860005107651844, -0.28757162699194438, 12.171030365698648,
              -0.48767383144334531, 0.13940134685161354, 0.85735191146890344, 17.681077887408193});
  EXPECT_EQ(read(head + parts).error().message, "there are 2 transforms in the file");
}

std::string from_hex(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

TEST_F(TransformReaderTest, ReadsTheBinaryMatricesOfAnts) {
  const auto bytes = from_hex("000000000c00000001000000000000001b000000416666696e655472616e73666f726d5f646f75"
                              "626c655f335f3300a75ee404ec3a"
                              "ef3f1e0f7bd172f2c73f3cffed1cfc36c33f8566b90ff00fb3bf7ecb278791c9ef3fa5ae3c9dd7"
                              "76b6bf99732bc84030c5bf8566b9"
                              "0ff00fb33fbc7ce3d1eb77ef3f000000000000f03f000000000000004000000000000008400000"
                              "0000030000000100000000000000"
                              "06000000666978656400000000000000244000000000000034c00000000000003e40");
  ASSERT_EQ(bytes.size(), 193U);
  expect_lps(bytes, k_affine);
  for (std::size_t size = 20; size < bytes.size(); ++size) {
    EXPECT_FALSE(read(bytes.substr(0, size))) << size;
  }
}

TEST_F(TransformReaderTest, KeepsPlainMatricesAsTheyStand) {
  const auto found = matrix("1.129579727  0.008913842886  -0.002810517871  -1.952554512  \n"
                            "-0.00366533232  1.029164468  0.3432364267  -50.62147982  \n"
                            "0.01115024682  -0.4135278278  1.142006576  -28.3997484  \n0  0  0  1  \n");
  EXPECT_EQ(found.values[3].value, -1.952554512);
  EXPECT_EQ(found.values[3].digits, 10);
  const auto mrtrix = matrix("# command_history: transformcalc\n1 0 0 5\n0 1 0 6\n0 0 1 7\n");
  EXPECT_EQ(mrtrix.lines, 4U);
  EXPECT_EQ(mrtrix.values[15].value, 1);
}

TEST_F(TransformReaderTest, InvertsWhenAsked) {
  const auto found = matrix("1 0 0 5\n0 2 0 6\n0 0 1 7\n0 0 0 1\n", {{"invert", true}});
  EXPECT_EQ(found.values[3].value, -5);
  EXPECT_EQ(found.values[7].value, -3);
  EXPECT_FALSE(read("1 0 0 5\n0 0 0 6\n0 0 1 7\n0 0 0 1\n", {{"invert", true}}));
}

std::string volume(const std::string& name, const std::string& size, const std::string& cras) {
  return name + " volume info\nvalid = 1  # volume info valid\nfilename = a.mgz\nvolume = " + size +
         "\nvoxelsize = 1 1 2\nxras   = -1 0 0\nyras   = 0 0 -1\nzras   = 0 1 0\ncras   = " + cras + "\n";
}

TEST_F(TransformReaderTest, ReadsLta) {
  const std::string ras =
      "# transform file a.lta\ntype      = 1 # LINEAR_RAS_TO_RAS\nnxforms   = 1\nmean      = 0 0 0\n"
      "sigma     = 1.0\n1 4 4\n1 0 0 5 \n0 1 0 6 \n0 0 1 7 \n0 0 0 1 \n";
  const auto geometry = volume("src", "10 20 30", "1 2 3") + volume("dst", "12 20 30", "1 2 3");
  EXPECT_EQ(matrix(ras + geometry).values[11].value, 7);
  // Between voxels: the origins are c_ras - M size / 2, (6, -28, 13) and (7, -28, 13). Voxel (i, j, k) of the
  // source lies at (6 - i, -28 + 2k, 13 - j); the matrix moves it by (5, 6, 7) voxels.
  auto voxels = ras;
  voxels.replace(voxels.find("= 1 #"), 3, "= 0");
  const auto found = matrix(voxels + geometry);
  EXPECT_EQ(found.values[3].value, 1 - 5);
  EXPECT_EQ(found.values[7].value, 2 * 7);
  EXPECT_EQ(found.values[11].value, -6);
  EXPECT_EQ(found.values[0].value, 1);
  EXPECT_FALSE(read(voxels));
  voxels.replace(voxels.find("= 0 #"), 3, "= 14");
  EXPECT_NE(read(voxels + geometry).error().advice.find("lta_convert"), std::string::npos);
}

TEST_F(TransformReaderTest, SaysWhatToDoWithWhatItCannotRead) {
  const auto hdf = read(std::string("\x89HDF\r\n\x1a\n\0\0", 10));
  EXPECT_NE(hdf.error().advice.find("ConvertTransformFile"), std::string::npos);
  EXPECT_FALSE(read(std::string("\0\1\2", 3)));
  EXPECT_FALSE(read(itk("BSplineTransform", "1 2 3", "0 0 0")));
  EXPECT_FALSE(read(itk("Euler3DTransform", "0.1 -0.2", "0 0 0")));
  EXPECT_FALSE(read(itk("Euler3DTransform", "0.1 -0.2 nan 1 2 3", "0 0 0")));
  EXPECT_FALSE(read("#Insight Transform File V1.0\n"));
  EXPECT_FALSE(read("#Insight Transform File V1.0\nParameters: 1\n"));
  EXPECT_FALSE(read("#Insight Transform File V1.0\nTransform: CompositeTransform_double_3_3\n"));
}

TEST_F(TransformReaderTest, RefusesOtherMatrices) {
  EXPECT_FALSE(read("1 0\n0 1\n"));
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 1 1\n"));
  EXPECT_FALSE(read("1 0 0 nan\n0 1 0 0\n0 0 1 0\n0 0 0 1\n"));
  EXPECT_FALSE(read("1 0 0 x\n0 1 0 0\n0 0 1 0\n0 0 0 1\n"));
}

TEST_F(TransformReaderTest, GivesItsParametersAsValues) {
  const auto found = matrix("1 0 0 5.50\n0 0.8 0.6 6\n0 -0.6 0.8 7\n0 0 0 1\n");
  const auto tx = named_values(found, "tx");
  ASSERT_EQ(tx.size(), 1U);
  EXPECT_EQ(std::get<Number>(tx.front().cell), (Number{5.5, 3}));
  EXPECT_NEAR(std::get<Number>(named_values(found, "rx").front().cell).value, std::atan2(.6, .8), 1e-15);
  EXPECT_EQ(named_values(found, "4").size(), 4U);
  auto mirror = found;
  mirror.values[0].value = -1;
  EXPECT_TRUE(std::isnan(std::get<Number>(named_values(mirror, "ry").front().cell).value));
  auto plain = found;
  plain.transform = false;
  EXPECT_TRUE(named_values(plain, "tx").empty());
}

} // namespace
} // namespace reprovip::score
