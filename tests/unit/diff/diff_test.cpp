// Two files that differ in one thing, per type: the thing is found, named and measured.

#include "harness/diff/diff.hpp"

#include "tests/support/formats.hpp"
#include "tests/support/support.hpp"
#include "tests/unit/voxels/nifti_file.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace reprovip::diff {
namespace {

using reprovip::test::TempDir;
using ::testing::HasSubstr;
using ::testing::Not;
using voxels::test::NiftiFile;

class Diff : public ::testing::Test {
protected:
  Difference of(const std::string& name, const std::string& a, const std::string& b, Options options = {}) {
    options.ask_programs = false;
    const auto file_a = m_folder.write("a/" + name, a);
    const auto file_b = m_folder.write("b/" + name, b);
    auto difference = diff_files({file_a, name}, {file_b, name}, options);
    EXPECT_TRUE(difference) << (difference ? "" : render(difference.error()));
    return difference.value_or(Difference{});
  }
  static const Json& part(const Difference& difference, const std::string& title) {
    static const Json none;
    for (const auto& one : difference.parts) {
      if (one.title == title) {
        return one.json;
      }
    }
    ADD_FAILURE() << "no part " << title << " in\n" << to_text(difference, 0);
    return none;
  }

  TempDir m_folder;
};

NiftiFile grid_of(std::int64_t x, std::int64_t y, std::int64_t z) {
  NiftiFile file;
  file.dim = {3, x, y, z, 1, 1, 1, 1};
  return file;
}

NiftiFile floats() {
  auto file = grid_of(3, 2, 2);
  file.datatype = 16;
  file.bits = 32;
  return file;
}

const std::vector<float> k_floats = {0.5F, 1.5F, 2.5F, 3.5F, 4.5F,  5.5F,
                                     6.5F, 7.5F, 8.5F, 9.5F, 10.5F, 11.5F};

TEST_F(Diff, SameBytesNeedNoReading) {
  const auto same = of("x.csv", "a,b\n1,2\n", "a,b\n1,2\n");
  EXPECT_TRUE(same.same && same.same_bytes);
  EXPECT_EQ(same.kind, "");
  EXPECT_EQ(to_text(same, 0), "x.csv: the same bytes\n");
}

TEST_F(Diff, ImageSaysWhereAndHowFar) {
  auto changed = k_floats;
  changed[4] = std::nextafter(4.5F, 5.0F); // (1, 1, 0)
  changed[11] = 12.5F;                     // (2, 1, 1)
  const auto difference = of("x.nii", floats().bytes(k_floats), floats().bytes(changed));
  EXPECT_FALSE(difference.same);
  EXPECT_EQ(difference.kind, "image");
  const auto& voxels = part(difference, "voxels");
  EXPECT_EQ(voxels["different"].integer(), 2);
  EXPECT_EQ(voxels["of"].integer(), 12);
  EXPECT_EQ(dump(voxels["first"].items().front()["index"]), "[1,1,0]");
  EXPECT_EQ(dump(voxels["low"]), "[1,1,0]");
  EXPECT_EQ(dump(voxels["high"]), "[2,1,1]");
  EXPECT_EQ(dump(voxels["slices"]), R"({"0":1,"1":1})");
  const auto& far = part(difference, "how far");
  EXPECT_EQ(far["max_abs"].number(), 1);
  EXPECT_DOUBLE_EQ(far["max_relative"].number(), 1 / 12.5);
  EXPECT_EQ(dump(far["worst"]["index"]), "[2,1,1]");
  EXPECT_EQ(far["ulp"]["1"].integer(), 1);
  EXPECT_EQ(far["ulp"]["more"].integer(), 1);
  EXPECT_EQ(far["max_ulp"].integer(), 1 << 20); // 1 of 2^-20 at 8 to 16
}

TEST_F(Diff, ImageCountsWhatIsNotFinite) {
  auto a = k_floats;
  auto b = k_floats;
  a[0] = b[0] = std::numeric_limits<float>::quiet_NaN();
  b[1] = std::numeric_limits<float>::quiet_NaN();
  a[2] = std::numeric_limits<float>::infinity();
  b[2] = -a[2];
  const auto difference = of("x.nii", floats().bytes(a), floats().bytes(b));
  EXPECT_EQ(part(difference, "voxels")["different"].integer(), 2);
  EXPECT_EQ(part(difference, "how far")["not_finite"].integer(), 2);
  EXPECT_EQ(part(difference, "how far")["finite"].integer(), 0);
  EXPECT_THAT(dump(to_json(difference)), Not(HasSubstr(": nan")));
}

TEST_F(Diff, HeaderFieldsThatDoNotCountAreMarked) {
  auto other = floats().bytes(k_floats);
  other.replace(148, 6, "FSL6.0"); // descrip
  const auto difference = of("x.nii", floats().bytes(k_floats), other);
  EXPECT_TRUE(difference.same);
  EXPECT_FALSE(difference.same_bytes);
  EXPECT_EQ(part(difference, "header")["descrip"]["b"].text(), "\"FSL6.0\"");
  EXPECT_TRUE(part(difference, "header")["descrip"]["left_out"].boolean());
  EXPECT_THAT(to_text(difference, 0), HasSubstr("the same but for what the canonical digest leaves out"));
}

TEST_F(Diff, HeaderFieldsThatCountAreNamed) {
  auto moved = floats();
  moved.sform[3] = -11;
  const auto difference = of("x.nii", floats().bytes(k_floats), moved.bytes(k_floats));
  EXPECT_FALSE(difference.same);
  EXPECT_EQ(part(difference, "header")["srow_x"]["b"].text(), "2 0 0 -11");
  EXPECT_FALSE(part(difference, "header")["srow_x"]["left_out"].boolean());
  EXPECT_THAT(part(difference, "grid")["difference"].text(), HasSubstr("the voxels lie elsewhere"));
  EXPECT_EQ(part(difference, "voxels")["different"].integer(), 0);
}

TEST_F(Diff, OtherDimensionsAreNotCompared) {
  auto flat = floats();
  flat.dim = {3, 3, 4, 1, 1, 1, 1, 1};
  const auto difference = of("x.nii", floats().bytes(k_floats), flat.bytes(k_floats));
  EXPECT_THAT(to_text(difference, 0), HasSubstr("not compared"));
  EXPECT_THAT(part(difference, "header")["dim"]["a"].text(), HasSubstr("3 3 2 2"));
}

TEST_F(Diff, LabelsSayWhichBecameWhich) {
  const auto file = grid_of(4, 3, 2);
  std::vector<std::int16_t> a(24, 0);
  for (std::size_t i = 0; i < 10; ++i) {
    a[i] = i < 6 ? 1 : 2;
  }
  auto b = a;
  b[5] = 2;
  b[9] = 0;
  const auto difference = of("mask.nii", file.bytes(a), file.bytes(b));
  EXPECT_EQ(difference.kind, "labels");
  EXPECT_EQ(dump(part(difference, "changes")), R"([{"a":1,"b":2,"voxels":1},{"a":2,"b":0,"voxels":1}])");
  const auto& labels = part(difference, "labels").items();
  ASSERT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels[0]["label"].text(), "2"); // 3 common of 4 and 4
  EXPECT_DOUBLE_EQ(labels[0]["dice"].number(), 0.75);
  EXPECT_EQ(labels[1]["voxels_b"].integer(), 5);
  EXPECT_DOUBLE_EQ(labels[1]["volume_a"].number(), 6 * 24.0); // 2×3×4 mm
}

TEST_F(Diff, TableIsJoinedByRowAndColumn) {
  const auto difference = of("x.csv", "roi,volume,mean\nleft,10,0.5\nright,12,0.25\n",
                             "roi,mean,volume\nright,0.25,12.0\nleft,0.5,11\nnew,1,1\n");
  EXPECT_EQ(difference.kind, "table");
  EXPECT_EQ(part(difference, "rows")["only_b"].items().front().text(), "new");
  const auto& cells = part(difference, "cells");
  EXPECT_EQ(cells["of"].integer(), 4);
  ASSERT_EQ(cells["different"].integer(), 1);
  EXPECT_EQ(cells["cells"].items().front()["row"].text(), "left");
  EXPECT_EQ(cells["cells"].items().front()["column"].text(), "volume");
  EXPECT_DOUBLE_EQ(cells["cells"].items().front()["relative"].number(), 1.0 / 11);
}

TEST_F(Diff, JsonTextsAndMissingValuesComeFirst) {
  const auto difference =
      of("x.json", R"({"a": 1.0, "b": "x", "c": 2})", R"({"a": 1.1, "b": "y", "c": 2.0})");
  const auto& cells = part(difference, "cells")["cells"].items();
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0]["column"].text(), "b");
  EXPECT_TRUE(cells[0]["relative"].is_null());
  EXPECT_EQ(cells[1]["column"].text(), "a");
}

TEST_F(Diff, TransformsAreMillimetresAndDegrees) {
  const auto difference =
      of("x.mat", "1 0 0 10\n0 1 0 20\n0 0 1 30\n0 0 0 1\n", "0 -1 0 11\n1 0 0 22\n0 0 1 32\n0 0 0 1\n");
  EXPECT_EQ(difference.kind, "transform");
  EXPECT_DOUBLE_EQ(part(difference, "motion")["translation_mm"].number(), 3);
  EXPECT_NEAR(part(difference, "motion")["rotation_degrees"].number(), 90, 1e-9);
}

TEST_F(Diff, TextIsAUnifiedDiff) {
  const auto difference = of("x.log", "a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nE\nf\ng\nh\n");
  EXPECT_EQ(difference.kind, "text");
  EXPECT_EQ(dump(part(difference, "lines")["unified"]),
            R"(["@@ -2,7 +2,7 @@"," b"," c"," d","-e","+E"," f"," g"," h"])");
}

TEST_F(Diff, DicomElementsHaveNames) {
  using reprovip::test::dicom_slice;
  const auto difference =
      of("x.dcm", dicom_slice("1.2.3", "20221010"), dicom_slice("1.2.4", "20221011", {}, "12345677"));
  EXPECT_EQ(difference.kind, "dicom");
  const auto text = to_text(difference, 0);
  EXPECT_THAT(text, HasSubstr("(0008,0012) InstanceCreationDate: \"20221010\" | \"20221011\""));
  EXPECT_THAT(text, HasSubstr("1 of 4 (25 %) differ"));
}

std::string tck(const std::vector<std::vector<float>>& streamlines, const std::string& more = {}) {
  auto header = "mrtrix tracks\n" + more + "datatype: Float32LE\n";
  const auto offset = header.size() + std::string("file: . 000\nEND\n").size();
  header += "file: . " + std::to_string(1000 + offset).substr(1) + "\nEND\n";
  const auto put = [&](float value) { header.append(reinterpret_cast<const char*>(&value), 4); };
  for (const auto& streamline : streamlines) {
    for (const auto value : streamline) {
      put(value);
    }
    for (int i = 0; i < 3; ++i) {
      put(std::numeric_limits<float>::quiet_NaN());
    }
  }
  for (int i = 0; i < 3; ++i) {
    put(std::numeric_limits<float>::infinity());
  }
  return header;
}

TEST_F(Diff, TracksAreCountedAndMeasured) {
  const std::vector<float> line = {0, 0, 0, 3, 4, 0};
  const std::vector<float> other = {0, 0, 0, 3, 4, 12};
  const auto difference = of("x.tck", tck({line, line}), tck({line, other, line}));
  EXPECT_EQ(difference.kind, "tracks");
  const auto& counts = part(difference, "streamlines");
  EXPECT_EQ(counts["count_a"].integer(), 2);
  EXPECT_EQ(counts["count_b"].integer(), 3);
  EXPECT_DOUBLE_EQ(counts["mean_length_a"].number(), 5);
  EXPECT_DOUBLE_EQ(counts["mean_length_b"].number(), (5 + 13 + 5) / 3.0);
  EXPECT_EQ(part(difference, "in order")["first"].integer(), 1);
  EXPECT_DOUBLE_EQ(part(difference, "in order")["max_mm"].number(), 12);
}

TEST_F(Diff, TracksInAnotherOrderAreSaidToBe) {
  const std::vector<float> line = {0, 0, 0, 3, 4, 0};
  const std::vector<float> other = {0, 0, 0, 3, 4, 12};
  const auto difference = of("x.tck", tck({line, other}), tck({other, line}));
  EXPECT_TRUE(part(difference, "in order")["same_in_other_order"].boolean());
}

TEST_F(Diff, BytesShowTheFirstThatDiffers) {
  const std::string a("\x01\x02\x03\x04", 4);
  const std::string b("\x01\x02\xff\x04\x05", 5);
  const auto difference = of("x.bin", a, b);
  EXPECT_EQ(difference.kind, "bytes");
  EXPECT_EQ(part(difference, "bytes")["first"].integer(), 2);
  EXPECT_EQ(part(difference, "bytes")["different"].integer(), 1);
  EXPECT_EQ(part(difference, "bytes")["hex_b"].text(), "01 02 ff 04 05");
}

TEST_F(Diff, BrokenFilesAreComparedAsBytesWithANote) {
  auto cut = floats().bytes(k_floats);
  cut.resize(cut.size() - 5);
  const auto difference = of("x.nii", floats().bytes(k_floats), cut);
  EXPECT_FALSE(difference.same);
  EXPECT_EQ(difference.kind, "bytes");
  ASSERT_FALSE(difference.notes.empty());
  EXPECT_THAT(to_text(difference, 0), HasSubstr("B is taken as bytes"));
}

TEST_F(Diff, EmptyBesideFullIsADifference) {
  for (const auto* name : {"x.nii", "x.csv", "x.log", "x.mat", "x.tck", "x.dcm", "x.bin", "x.tar"}) {
    const auto difference = of(name, "", "a,b\n1,2\n");
    EXPECT_FALSE(difference.same) << name;
    EXPECT_FALSE(difference.parts.empty()) << name;
  }
}

TEST_F(Diff, FoldersSayWhatOneLacks) {
  m_folder.write("a/same.txt", "x");
  m_folder.write("b/same.txt", "x");
  m_folder.write("a/deep/only.txt", "x");
  m_folder.write("a/deep/both.txt", "x\n");
  m_folder.write("b/deep/both.txt", "y\n");
  const auto a = tree_of(m_folder.path() / "a");
  const auto b = tree_of(m_folder.path() / "b");
  ASSERT_TRUE(a && b);
  const auto difference = diff_trees(*a, *b, "a | b", {});
  ASSERT_TRUE(difference);
  EXPECT_FALSE(difference->same);
  EXPECT_EQ(difference->only_a, std::vector<std::string>{"deep/only.txt"});
  EXPECT_EQ(difference->same_members, 1U);
  ASSERT_EQ(difference->members.size(), 1U);
  EXPECT_EQ(difference->members.front().name, "deep/both.txt");
}

TEST_F(Diff, LinksAreTheSameWhenTheyLeadToTheSame) {
  m_folder.write("a/x.txt", "x");
  m_folder.write("b/x.txt", "x");
  for (const auto* side : {"a", "b"}) {
    std::filesystem::create_symlink("x.txt", m_folder.path() / side / "same");
    std::filesystem::create_symlink(side, m_folder.path() / side / "other");
  }
  std::filesystem::create_symlink("x.txt", m_folder.path() / "a" / "file");
  m_folder.write("b/file", "x");
  const auto difference =
      diff_trees(*tree_of(m_folder.path() / "a"), *tree_of(m_folder.path() / "b"), "a | b", {});
  ASSERT_TRUE(difference);
  EXPECT_FALSE(difference->same);
  EXPECT_EQ(difference->same_members, 2U);
  ASSERT_EQ(difference->members.size(), 2U);
  EXPECT_THAT(to_text(*difference, 0),
              HasSubstr("file: different (entry)\n    entry: link to x.txt | regular file"));
  EXPECT_THAT(to_text(*difference, 0), HasSubstr("entry: link to a | link to b"));
}

TEST_F(Diff, TheSameCellsWrittenOtherwiseAreShown) {
  const auto difference = of("x.csv", "a,b\n1,2\n3,nan\n", "a,b\n1,2.0\n3,NaN\n");
  EXPECT_FALSE(difference.same);
  EXPECT_THAT(to_text(difference, 0), HasSubstr("all 4 are the same values, written otherwise"));
  EXPECT_THAT(to_text(difference, 0), HasSubstr("+3,NaN"));
  EXPECT_EQ(part(difference, "lines")["added"].integer(), 2);
}

TEST_F(Diff, TextIsCutWhereAsked) {
  std::string a;
  std::string b;
  for (int i = 0; i < 50; ++i) {
    a += std::to_string(i) + "\n";
    b += std::to_string(100 + i) + "\n";
  }
  const auto difference = of("x.log", a, b);
  const auto text = to_text(difference, 5);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
  EXPECT_THAT(text, HasSubstr("more lines: --all shows them"));
}

TEST(RealDiff, BratsMasksOfTwoVersions) {
  const auto shared = reprovip::test::shared_data();
  if (!shared) {
    GTEST_SKIP() << "the real data are not here; set REPROVIP_SHARED_DATA";
  }
  const auto mask = [&](const char* version) {
    return *shared / "brats-vip" / version / "exec_1/UPENN-GBM-00019/brainTumorMask_SRI.nii.gz";
  };
  const auto difference = diff_files({mask("v181"), "mask.nii.gz"}, {mask("v190"), "mask.nii.gz"}, {});
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->kind, "labels");
  EXPECT_THAT(to_text(*difference, 0), HasSubstr("voxels: 7109 of 8928000"));
}

} // namespace
} // namespace reprovip::diff
