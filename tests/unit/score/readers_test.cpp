#include "harness/score/loader.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/score.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

class ReadersTest : public testing::Test {
protected:
  Result<Data> read(const std::string& text, const std::string& name, const Options& options = {},
                    const std::string& reader = {}) {
    return read_data(reader, m_dir.write(name, text), name, options);
  }
  Table table(const std::string& text, const std::string& name = "t.csv", const Options& options = {}) {
    return std::get<Table>(read(text, name, options).value());
  }

  reprovip::test::TempDir m_dir;
};

double number(const TableCell& cell) {
  return std::get<Number>(cell).value;
}

TEST_F(ReadersTest, TableTakesItsKeyFromTheFirstTextColumn) {
  const auto result = table("id,roi,vol\n1,left,5.0\n2,right,7\n");
  EXPECT_EQ(result.keys, (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(result.columns, (std::vector<std::string>{"id", "vol"}));
  EXPECT_EQ(number(result.rows[1][1]), 7);
  EXPECT_EQ(std::get<Number>(result.rows[0][1]).digits, 2);
}

TEST_F(ReadersTest, TableJoinsTextColumnsWhenOneIsNotEnough) {
  const auto result = table("side,roi,vol\nl,a,1\nl,b,2\nr,a,3\n");
  EXPECT_EQ(result.keys, (std::vector<std::string>{"l a", "l b", "r a"}));
}

TEST_F(ReadersTest, TableCountsRowsWithoutAKey) {
  EXPECT_EQ(table("x,y\n1,2\n3,4\n").keys, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(table("name,y\np,2\n").keys, (std::vector<std::string>{""}));
}

TEST_F(ReadersTest, TableFollowsItsKeyOption) {
  const auto result = table("a,b,v\n1,1,5\n1,2,6\n", "t.csv", {{"key", std::string("a, b")}});
  EXPECT_EQ(result.keys, (std::vector<std::string>{"1 1", "1 2"}));
  const auto bad = read("a,b,v\n1,1,5\n1,2,6\n", "t.csv", {{"key", std::string("a")}});
  EXPECT_EQ(bad.error().message, "two rows have the key \"1\"");
  const auto unknown = read("alpha,b\nx,1\n", "t.csv", {{"key", std::string("alpa")}});
  EXPECT_NE(unknown.error().advice.find("alpha"), std::string::npos);
}

TEST_F(ReadersTest, TableTakesAnySeparatorAndLineEnd) {
  const auto result = table("\xEF\xBB\xBFname;v\r\n# a remark\r\n\r\np;1.5\r\nq;-2e3\r\n");
  EXPECT_EQ(result.columns, (std::vector<std::string>{"v"}));
  EXPECT_EQ(number(result.rows[1][0]), -2000);
  EXPECT_EQ(table("name\tv\np\t1\nq\t2\n", "t.tsv").keys.size(), 2U);
}

TEST_F(ReadersTest, TableKeepsQuotedSeparators) {
  const auto result = table("name,v\n\"p, \"\"the\"\" one\",1\nq,2\n");
  EXPECT_EQ(result.keys.front(), "p, \"the\" one");
}

TEST_F(ReadersTest, TableTellsAbsentFromTextFromNan) {
  const auto result = table("name,v\na,\nb,n/a\nc,nan\nd,WARNING!\ne,inf\n");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(result.rows[0][0]));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(result.rows[1][0]));
  EXPECT_TRUE(std::isnan(number(result.rows[2][0])));
  EXPECT_EQ(std::get<std::string>(result.rows[3][0]), "WARNING!");
  EXPECT_TRUE(std::isinf(number(result.rows[4][0])));
}

TEST_F(ReadersTest, TableRefusesBadFiles) {
  EXPECT_EQ(read("", "t.csv").error().message, "the table is empty");
  EXPECT_EQ(read("a,b\n1\n", "t.csv").error().message, "line 2 has 1 fields, the first has 2");
  EXPECT_EQ(read("a,a\n1,2\n", "t.csv").error().message, "the column \"a\" is there twice");
  EXPECT_FALSE(read(std::string("\x1f\x8b\0\0\x01\xff", 6), "t.csv"));
  EXPECT_FALSE(read_data("table", m_dir.path() / "none", "none", {}));
}

TEST_F(ReadersTest, TableReadsJson) {
  const auto records = table(R"([{"n": "p", "v": 1, "w": {"x": [2, 3]}}, {"n": "q", "v": null}])", "t.json");
  EXPECT_EQ(records.keys, (std::vector<std::string>{"p", "q"}));
  EXPECT_EQ(records.columns, (std::vector<std::string>{"v", "w.x.1", "w.x.2"}));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(records.rows[1][0]));
  const auto single = table(R"({"dice": 0.5, "n": 3})", "t.json");
  EXPECT_EQ(single.keys, (std::vector<std::string>{""}));
  EXPECT_FALSE(read("[1, 2]", "t.json"));
  EXPECT_FALSE(read("{", "t.json"));
}

TEST_F(ReadersTest, TextFindsNumbersPairsOrWords) {
  const auto matrix = std::get<Vector>(read("1 2\n3 4.50\n", "m.txt").value());
  EXPECT_EQ(matrix.lines, 2U);
  EXPECT_EQ(matrix.columns, 2U);
  EXPECT_EQ(matrix.values[3].digits, 3);
  const auto pairs = std::get<Table>(read("dice: 0.5\nvolume = 12\n", "m.txt").value());
  EXPECT_EQ(pairs.keys, (std::vector<std::string>{"dice", "volume"}));
  EXPECT_TRUE(std::holds_alternative<Text>(read("done in 3 s\n", "m.txt").value()));
  EXPECT_TRUE(std::holds_alternative<Text>(read("", "m.txt").value()));
}

TEST_F(ReadersTest, VectorWantsNumbersOnly) {
  EXPECT_EQ(std::get<Vector>(read("0 1000\n", "dwi.bval").value()).values.size(), 2U);
  EXPECT_FALSE(read("0 x\n", "dwi.bval"));
  EXPECT_FALSE(read("\n", "dwi.bval"));
}

TEST_F(ReadersTest, QuestWantsItsOwnFormat) {
  const std::string block =
      "Metabolite:\tNAA\nPixel Position\tAmplitude\t\tSD\t\n0000\t0000\t3.8301E0\t\t6.9415E0\n\n";
  const auto table = std::get<Table>(read(block + "WARNING! no fit\n", "a_quest2.txt").value());
  EXPECT_EQ(table.keys, (std::vector<std::string>{"NAA"}));
  EXPECT_EQ(number(table.rows[0][0]), 3.8301);
  EXPECT_EQ(std::get<Number>(table.rows[0][0]).digits, 5);
  EXPECT_EQ(table.notes.front(), "NAA: WARNING! no fit");
  EXPECT_FALSE(read(block + block, "a_quest2.txt"));
  EXPECT_FALSE(read("1 2 3\n", "a_quest2.txt"));
  EXPECT_FALSE(read("", "a_quest2.txt"));
}

TEST_F(ReadersTest, AreToldFromTheName) {
  EXPECT_EQ(reader_for("sub-01_T1w.nii.gz"), "image");
  EXPECT_EQ(reader_for("a/Rec001_Vox1_quest2.txt"), "quest");
  EXPECT_EQ(reader_for("stats.tsv"), "table");
  EXPECT_EQ(reader_for("tracks.tck"), "bytes");
  EXPECT_EQ(read("x", "t.csv", {}, "tabel").error().advice, "did you mean \"table\"?");
}

TEST(ParseNumber, CountsPrintedDigits) {
  EXPECT_EQ(parse_number("1.8174E-1")->digits, 5);
  EXPECT_EQ(parse_number("0.00120")->digits, 3);
  EXPECT_EQ(parse_number("+7")->value, 7);
  EXPECT_EQ(parse_number("1e-400")->value, 0);
  EXPECT_TRUE(std::isinf(parse_number("1e400")->value));
  for (const auto* text : {"", "+", "1x", "++1", "0x", "1,5", "--1", " 1"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
}

TEST(NamedValues, CountRowsAndColumnsOfAMatrix) {
  Vector matrix;
  matrix.values = {{1, 1}, {2, 1}, {3, 1}, {4, 1}};
  matrix.lines = 2;
  matrix.columns = 2;
  const auto values = named_values(matrix, "2");
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[1].row, "2");
  EXPECT_EQ(number(values[1].cell), 4);
}

TEST(NamedValues, GiveVolumesOfLabels) {
  Image image;
  image.dims = {4};
  image.spacing = {2, 1, 1};
  image.labels = true;
  image.values = {0, 1, 1, 4};
  const auto volumes = named_values(image, "");
  ASSERT_EQ(volumes.size(), 2U);
  EXPECT_EQ(volumes[0].row, "1");
  EXPECT_EQ(number(volumes[0].cell), 4);
  EXPECT_EQ(number(named_values(image, "voxels")[1].cell), 1);
}

TEST_F(ReadersTest, LabelsHaveTheVolumesOfRegions) {
  Image image;
  image.dims = {6, 1, 1};
  image.spacing = {2, 1, 1};
  image.affine = {2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.values = {0, 1, 1, 4, 7, 0};
  const auto path = m_dir.path() / "mask.nii";
  ASSERT_TRUE(voxels::write_nifti(path, image, voxels::VoxelType::uint8));
  model::OutputDecl mask;
  mask.id = "mask";
  mask.reader = "labels";
  mask.options = {{"regions", std::string("brats")}, {"labels", std::string("7, 2")}};
  model::Subject subject;
  subject.truth = {{"mask", path}};
  const World world;
  Loader loader(world);
  const auto values = loader.truth_values(mask, subject, "volume").value()->values;
  std::vector<std::pair<std::string, double>> volumes;
  for (const auto& value : values) {
    volumes.emplace_back(value.row, number(value.cell));
  }
  const std::vector<std::pair<std::string, double>> expected = {
      {"WT", 6}, {"TC", 6}, {"ET", 2}, {"7", 2}, {"2", 0}};
  EXPECT_EQ(volumes, expected);
  EXPECT_EQ(number(loader.truth_values(mask, subject, "voxels").value()->values[0].cell), 3);
}

TEST_F(ReadersTest, LabelsOfUnknownRegionsAreRefused) {
  const auto found = read("", "mask.nii", {{"regions", std::string("abc")}}, "labels");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("there are no regions \"abc\""), std::string::npos);
}

TEST(BuiltinReaders, AreFoundByTheirNames) {
  for (const auto& declaration : builtin_readers()) {
    EXPECT_NE(find_reader(declaration.name), nullptr);
    EXPECT_FALSE(declaration.doc.empty());
  }
}

} // namespace
} // namespace reprovip::score
