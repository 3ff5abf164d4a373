// Readers of the formats beside NIfTI, on files made from their specifications and by real programs.

#include "harness/score/reader.hpp"
#include "harness/score/readers/readers.hpp"
#include "harness/score/readers/unpack.hpp"

#include "tests/support/formats.hpp"
#include "tests/support/support.hpp"

#include <gmock/gmock.h>

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace reprovip::score {

namespace {

using reprovip::test::Raw;
using testing::HasSubstr;

class FormatsTest : public testing::Test {
protected:
  Result<Data> read(const std::string& bytes, const std::string& name, const std::string& reader = {},
                    const Options& options = {}) {
    return read_data(reader, m_dir.write("object", bytes), name, options);
  }
  std::string error(const std::string& bytes, const std::string& name, const std::string& reader = {}) {
    const auto data = read(bytes, name, reader);
    return data ? "no error" : data.error().message;
  }
  bool run(const std::string& command) {
    return std::system(("cd '" + m_dir.path().string() + "' && { " + command + "; } >log 2>&1").c_str()) == 0;
  }

  reprovip::test::TempDir m_dir;
};

std::string floats(const std::vector<float>& values, bool big_endian) {
  Raw raw(big_endian);
  for (const float value : values) {
    raw.number(std::bit_cast<std::uint32_t>(value), 4);
  }
  return raw.bytes();
}

// x runs to the left, y down, z to the front: c_ras is the world place of the voxel at dims/2.
TEST_F(FormatsTest, MghHasVoxelsAndPlace) {
  const auto image = std::get<Image>(read(reprovip::test::mgh(floats({1.5F, -2}, true)), "a.mgh").value());
  EXPECT_EQ(image.dims, (std::vector<std::size_t>{2, 1, 1}));
  EXPECT_EQ(image.values, (std::vector<double>{1.5, -2}));
  EXPECT_EQ(image.datatype, "float32");
  EXPECT_EQ(image.spacing, (std::vector<double>{2, 3, 4}));
  // 2*(-1) per x; 4 per z along A; 3 per y along -S; centre (5, 6, 7) at voxel (1, 0.5, 0.5).
  EXPECT_EQ(image.affine, (std::array<double, 16>{-2, 0, 0, 7, 0, 0, 4, 4, 0, -3, 0, 8.5, 0, 0, 0, 1}));
}

TEST_F(FormatsTest, MghRefusesWhatCannotBe) {
  const auto good = reprovip::test::mgh(floats({1, 2}, true));
  EXPECT_THAT(error(good.substr(0, 288), "a.mgh"), HasSubstr("ends too early"));
  EXPECT_THAT(error(good.substr(0, 100), "a.mgz"), HasSubstr("MGH header"));
  auto large = good;
  large.replace(4, 12, std::string(12, '\x7f'));
  EXPECT_THAT(error(large, "a.mgh"), HasSubstr("cannot be"));
  auto placeless = good;
  placeless.replace(30, 4, std::string("\x7f\xc0\0\0", 4));
  EXPECT_THAT(error(placeless, "a.mgh"), HasSubstr("not finite"));
}

// The world coordinate of the voxel that has the value, of a single line of voxels.
double place_of(const Image& image, double value, std::size_t row) {
  const auto at = std::find(image.values.begin(), image.values.end(), value) - image.values.begin();
  const auto axis = std::find(image.dims.begin(), image.dims.end(), 2) - image.dims.begin();
  return image.affine[4 * row + static_cast<std::size_t>(axis)] * static_cast<double>(at) +
         image.affine[4 * row + 3];
}

TEST_F(FormatsTest, MghOfMrtrixIsItsMif) {
  m_dir.write("a.mgh", reprovip::test::mgh(floats({1.5F, -2}, true)));
  if (std::system("command -v mrconvert >/dev/null") != 0) {
    GTEST_SKIP() << "mrconvert is not installed";
  }
  ASSERT_TRUE(run("mrconvert a.mgh b.mif && mrconvert b.mif c.mgz"));
  const auto ours = std::get<Image>(read_data("", m_dir.path() / "a.mgh", "a.mgh", {}).value());
  const auto mif = std::get<Image>(read_data("", m_dir.path() / "b.mif", "b.mif", {}).value());
  const auto mgz = std::get<Image>(read_data("", m_dir.path() / "c.mgz", "c.mgz", {}).value());
  // MRtrix turns axes and their directions; where a voxel is stays the same.
  for (const double value : {1.5, -2.0}) {
    for (std::size_t row = 0; row < 3; ++row) {
      EXPECT_NEAR(place_of(mgz, value, row), place_of(ours, value, row), 1e-5);
      EXPECT_NEAR(place_of(mif, value, row), place_of(ours, value, row), 1e-5);
    }
  }
}

// The world is right-anterior-superior here and left-posterior-superior in DICOM.
TEST_F(FormatsTest, DicomIsOneSlice) {
  const auto pixels = Raw(false).number(1, 2).number(2, 2).number(3, 2).number(0xffff, 2).bytes();
  const auto image =
      std::get<Image>(read(reprovip::test::dicom_slice("1.2.3", "20221010", "", pixels, 7), "a.dcm").value());
  EXPECT_EQ(image.values, (std::vector<double>{1, 2, 3, -1}));
  EXPECT_EQ(image.affine[3], 10);
  EXPECT_EQ(image.affine[7], -20);
  EXPECT_EQ(image.affine[11], 7);
  EXPECT_EQ(image.affine[0], -2);   // columns are 2 mm apart
  EXPECT_EQ(image.affine[5], -1.5); // rows 1.5 mm
}

Result<Data> read_series(const reprovip::test::TempDir& at, const std::vector<double>& places) {
  std::vector<NamedFile> files;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto name = "slice" + std::to_string(i) + ".dcm";
    const auto pixels = std::string(1, static_cast<char>('0' + static_cast<int>(places[i]))) + "2345678";
    files.push_back(
        {at.write(name, reprovip::test::dicom_slice("1.2.3", "20221010", "", pixels, places[i])), name});
  }
  return read_together("dicom", files, {});
}

TEST_F(FormatsTest, DicomSeriesIsSortedByPlace) {
  const auto data = read_series(m_dir, {5, 1, 3});
  ASSERT_TRUE(data.has_value()) << render(data.error());
  const auto& image = std::get<Image>(*data);
  EXPECT_EQ(image.dims, (std::vector<std::size_t>{2, 2, 3}));
  EXPECT_EQ(image.spacing[2], 2);
  EXPECT_EQ(image.affine[11], 1);
  EXPECT_EQ(image.affine[10], 2);
  EXPECT_EQ(image.values[0], '1' + 256 * '2');
  EXPECT_EQ(image.values[4], '3' + 256 * '2');
  EXPECT_EQ(image.values[8], '5' + 256 * '2');
}

TEST_F(FormatsTest, DicomSeriesMustBeOneVolume) {
  EXPECT_THAT(read_series(m_dir, {1, 2, 4}).error().message, HasSubstr("may be missing"));
  EXPECT_THAT(read_series(m_dir, {1, 2, 2}).error().message, HasSubstr("more than one volume"));
}

TEST_F(FormatsTest, MincIsScaledAndPlaced) {
  if (std::system("command -v rawtominc >/dev/null") != 0) {
    GTEST_SKIP() << "rawtominc is not installed";
  }
  Raw raw(false);
  for (std::uint64_t i = 0; i < 24; ++i) {
    raw.number(i, 2);
  }
  m_dir.write("raw", raw.bytes());
  const std::string convert =
      "rawtominc -short -signed -xstep 2 -ystep 3 -zstep 4 -xstart 10 -ystart 20 -zstart 30";
  ASSERT_TRUE(run(convert + " -2 a2.mnc 4 3 2 <raw && " + convert + " a1.mnc 4 3 2 <raw"));
  for (const auto* name : {"a1.mnc", "a2.mnc"}) {
    const auto data = read_data("", m_dir.path() / name, name, {});
    ASSERT_TRUE(data.has_value()) << render(data.error());
    const auto& image = std::get<Image>(*data);
    EXPECT_EQ(image.dims, (std::vector<std::size_t>{2, 3, 4}));
    // The valid range -32768 to 32767 stands for 0 to 1.
    EXPECT_NEAR(image.values[1], 32769.0 / 65535, 1e-7);
    EXPECT_NEAR(image.values[23], 32791.0 / 65535, 1e-7);
    // MINC's world is right-anterior-superior, as ours.
    EXPECT_NEAR(image.affine[0], 2, 1e-9);
    EXPECT_NEAR(image.affine[3], 10, 1e-9);
    EXPECT_NEAR(image.affine[11], 30, 1e-9);
  }
  EXPECT_FALSE(read(reprovip::test::read_text(m_dir.path() / "a2.mnc").substr(0, 9000), "cut.mnc"));
}

std::string analyze_header(bool big_endian) {
  Raw raw(big_endian);
  raw.number(348, 4).text(std::string(36, '\0')).number(3, 2).number(2, 2).number(1, 2).number(1, 2);
  raw.text(std::string(22, '\0')).number(4, 2).number(16, 2).number(0, 2); // datatype int16, bitpix
  for (const float spacing : {0.0F, 2.0F, 3.0F, 4.0F}) {
    raw.number(std::bit_cast<std::uint32_t>(spacing), 4);
  }
  auto header = raw.bytes();
  header.resize(348, '\0');
  header.replace(253, 10, "originator"); // fields that NIfTI uses otherwise
  return header;
}

TEST_F(FormatsTest, AnalyzeIsTwoFiles) {
  for (const bool big_endian : {false, true}) {
    const auto voxels = Raw(big_endian).number(7, 2).number(0xfffe, 2).bytes();
    const std::vector<NamedFile> files = {{m_dir.write("i", voxels), "a.img"},
                                          {m_dir.write("h", analyze_header(big_endian)), "a.hdr"}};
    const auto data = read_together("analyze", files, {});
    ASSERT_TRUE(data.has_value()) << render(data.error());
    const auto& image = std::get<Image>(*data);
    EXPECT_EQ(image.values, (std::vector<double>{7, -2}));
    EXPECT_EQ(image.spacing[1], 3);
    EXPECT_FALSE(read_together("analyze", {files[0]}, {}));
  }
  // At hand, the other file is beside.
  m_dir.write("a.img", Raw(false).number(7, 2).number(8, 2).bytes());
  const auto header = m_dir.write("a.hdr", analyze_header(false));
  EXPECT_TRUE(read_data("", header, "a.hdr", {}));
  EXPECT_THAT(error(analyze_header(false), "a.hdr"), HasSubstr("two files"));
}

TEST_F(FormatsTest, AnalyzeRefusesACutFile) {
  const std::vector<NamedFile> files = {{m_dir.write("i", "\1\2\3"), "a.img"},
                                        {m_dir.write("h", analyze_header(false)), "a.hdr"}};
  EXPECT_FALSE(read_together("analyze", files, {}));
}

// As LCModel 6.3 prints it.
TEST_F(FormatsTest, LcmodelHasARowPerMetabolite) {
  const auto data = read(" $$CONC  3 lines in following concentration table = NCONC+1\n"
                         "    Conc.  %SD /Cr+PCr  Metabolite\n"
                         "    0.000  999%   0.000  Ala\n"
                         "    8.115   3%   1.157  NAA+NAAG\n"
                         "    2.500  12% 3.6E-02+MM20\n"
                         " $$MISC 1 lines\n  FWHM = 0.043 ppm    S/N =  25\n",
                         "x.table");
  ASSERT_TRUE(data.has_value()) << render(data.error());
  const auto& table = std::get<Table>(*data);
  EXPECT_EQ(table.keys, (std::vector<std::string>{"Ala", "NAA+NAAG", "MM20"}));
  EXPECT_EQ(table.columns, (std::vector<std::string>{"Conc.", "%SD", "/Cr+PCr"}));
  EXPECT_EQ(std::get<Number>(table.rows[1][1]).value, 3);
  EXPECT_EQ(std::get<Number>(table.rows[2][2]).value, 0.036);
  EXPECT_EQ(table.notes.size(), 1U);
  EXPECT_FALSE(read("$$CONC\n1 2\n", "x.table"));
}

TEST_F(FormatsTest, QuestRefusesAHeaderWithoutColumns) {
  EXPECT_FALSE(
      read("Metabolite:\tA\nPixel Position\t\n0\t0\nPixel Position\tAmplitude\n0\t1\t2\n", "x_quest2.txt"));
}

TEST_F(FormatsTest, FslMrsTablesAreTables) {
  const auto data = read(
      "Metab,mMol/kg,mM,%CRLB,SNR,FWHM\nNAA,9.1,9.4,2.1,60,5.1\nCr+PCr,7.5,7.7,1.9,58,4.8\n", "summary.csv");
  const auto& table = std::get<Table>(*data);
  EXPECT_EQ(table.keys, (std::vector<std::string>{"NAA", "Cr+PCr"}));
  EXPECT_EQ(std::get<Number>(table.rows[1][2]).value, 1.9);
}

TEST_F(FormatsTest, JsonIsReadFromAPointer) {
  const std::string text =
      R"({"version": 3, "a/b": {"rows": [{"roi": "x", "v": 1.5}, {"roi": "y", "v": 2}]}})";
  const Options options = {{"pointer", model::Value(std::string("/a~1b/rows"))}};
  const auto data = read(text, "x.json", "table", options);
  ASSERT_TRUE(data.has_value()) << render(data.error());
  EXPECT_EQ(std::get<Table>(*data).keys, (std::vector<std::string>{"x", "y"}));
  const Options wrong = {{"pointer", model::Value(std::string("/a~1b/lines"))}};
  EXPECT_THAT(read(text, "x.json", "table", wrong).error().message, HasSubstr("lines"));
}

TEST_F(FormatsTest, HeadersThatClaimTooMuchAreRefused) {
  const std::string meta =
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
      "DimSize = 30000 30000 30000\nElementType = MET_DOUBLE\nElementDataFile = LOCAL\n12345678";
  EXPECT_THAT(error(meta, "a.mha"), HasSubstr("claims"));
  const std::string nrrd = "NRRD0004\ntype: double\ndimension: 3\nsizes: 30000 30000 30000\nendian: little\n"
                           "encoding: raw\n\n12345678";
  EXPECT_THAT(error(nrrd, "a.nrrd"), HasSubstr("claims"));
  auto slice = reprovip::test::dicom_slice("1.2.3", "20221010");
  const auto rows = slice.find(std::string("\x28\0\x10\0US\2\0", 8));
  ASSERT_NE(rows, std::string::npos);
  slice.replace(rows + 8, 2, "\xff\xff");
  EXPECT_FALSE(read(slice, "a.dcm"));
  EXPECT_FALSE(read("mrtrix image\ndim: 4000,4000,4000\nvox: 1,1,1\nlayout: +0,+1,+2\ndatatype: Bit\n"
                    "file: . 120\nEND\n" +
                        std::string(200, 'x'),
                    "a.mif"));
}

TEST_F(FormatsTest, CutFilesAreRefused) {
  const std::string meta =
      "ObjectType = Image\nNDims = 2\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
      "DimSize = 4 4\nElementType = MET_DOUBLE\nElementDataFile = LOCAL\n12345678";
  EXPECT_FALSE(read(meta, "a.mha"));
  EXPECT_FALSE(
      read("NRRD0004\ntype: double\ndimension: 2\nsizes: 4 4\nendian: little\nencoding: raw\n\n12345678",
           "a.nrrd"));
  const auto slice = reprovip::test::dicom_slice("1.2.3", "20221010");
  for (std::size_t size = 0; size < slice.size(); size += 7) {
    EXPECT_FALSE(read(slice.substr(0, size), "a.dcm")) << size;
  }
}

TEST_F(FormatsTest, CompressedFilesThatUnpackToTooMuchAreRefused) {
  const std::string zeros(1 << 20, '\0');
  gzFile file = gzopen((m_dir.path() / "bomb.gz").c_str(), "wb");
  for (int i = 0; i < 8; ++i) {
    gzwrite(file, zeros.data(), static_cast<unsigned>(zeros.size()));
  }
  gzclose(file);
  EXPECT_TRUE(read_unpacked(m_dir.path() / "bomb.gz"));
  const auto refused = read_unpacked(m_dir.path() / "bomb.gz", 1 << 20);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("unpacks to far more"));
}

} // namespace

} // namespace reprovip::score
