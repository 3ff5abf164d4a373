#include "harness/base/format.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/score.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <set>

namespace reprovip::score {
namespace {

namespace fs = std::filesystem;

#define NEEDS_SHARED_DATA(folder)                                                                            \
  const auto shared = reprovip::test::shared_data();                                                         \
  if (!shared || !fs::exists(*shared / (folder))) {                                                          \
    GTEST_SKIP() << "the real data \"" << (folder) << "\" are not here; set REPROVIP_SHARED_DATA";           \
  }

TEST(RealData, QuestReadsWhatCquestWrote) {
  NEEDS_SHARED_DATA("mrs-cquest");
  const auto file = *shared / "mrs-cquest/cquest-output-001/Rec001_Vox1_quest2.txt";
  const auto data = read_data("", file, file.filename().string(), {});
  ASSERT_TRUE(data) << render(data.error());
  const auto& table = std::get<Table>(*data);
  EXPECT_EQ(table.keys.size(), 35U);
  EXPECT_EQ(table.columns.front(), "Amplitude");
  EXPECT_EQ(table.columns.back(), "Estimated CRB");
  EXPECT_EQ(table.keys[2], "NAA_117T_STEAM3");
  EXPECT_EQ(std::get<Number>(table.rows[2][0]).value, 3.8301);
  EXPECT_EQ(std::get<Number>(table.rows[0].back()).value, 0.021369);
}

std::vector<model::Score> brats_dice(const fs::path& root, const std::string& subject,
                                     const std::string& labels) {
  const auto name = subject + "/brainTumorMask_SRI.nii.gz";
  const auto scores = score_files("dice", {root / "v181/exec_1" / name, root / "v190/exec_1" / name},
                                  "labels", "", {{"labels", labels}});
  return scores ? *scores : std::vector<model::Score>{};
}

TEST(RealData, DiceOfTumourMasksBetweenVersionsIsKnown) {
  NEEDS_SHARED_DATA("brats-vip");
  const auto scores = brats_dice(*shared / "brats-vip", "UPENN-GBM-00019", "1, 2, 4, 1+2+4");
  ASSERT_EQ(scores.size(), 5U);
  EXPECT_NEAR(*scores[0].estimate, 0.592, 5e-4);
  EXPECT_NEAR(*scores[1].estimate, 0.940, 5e-4);
  EXPECT_NEAR(*scores[2].estimate, 0.882, 5e-4);
  EXPECT_NEAR(*scores[3].estimate, 0.955538, 5e-7);
  const auto other = brats_dice(*shared / "brats-vip", "UPENN-GBM-00002", "1+2+4");
  ASSERT_EQ(other.size(), 2U);
  EXPECT_NEAR(*other[0].estimate, 0.997355, 5e-7);
}

TEST(RealData, ExecutionsOfOneVersionAreIdentical) {
  NEEDS_SHARED_DATA("brats-vip");
  const auto root = *shared / "brats-vip/v181";
  const fs::path name = "UPENN-GBM-00019/brainTumorMask_SRI.nii.gz";
  const auto scores = score_files("dice", {root / "exec_1" / name, root / "exec_2" / name}, "labels", "", {});
  ASSERT_TRUE(scores);
  for (const auto& score : *scores) {
    EXPECT_TRUE(score.identical);
    EXPECT_EQ(*score.estimate, 1);
  }
}

double translation(const fs::path& file, std::size_t axis) {
  const auto data = read_data("vector", file, file.filename().string(), {});
  return std::get<Vector>(data.value()).values.at(4 * axis + 3).value;
}

TEST(RealData, TranslationsUnderMonteCarloArithmeticAreReliable) {
  NEEDS_SHARED_DATA("flirt-mca");
  const auto root = *shared / "flirt-mca/mca";
  std::set<std::string> acquisitions;
  for (const auto& entry : fs::directory_iterator(root / "1")) {
    acquisitions.insert(entry.path().filename().string());
  }
  ASSERT_EQ(acquisitions.size(), 76U);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::vector<std::vector<double>> table;
    for (const auto& name : acquisitions) {
      auto& row = table.emplace_back();
      for (int run = 1; run <= 10; ++run) {
        row.push_back(translation(root / std::to_string(run) / name, axis));
      }
    }
    EXPECT_GE(*test::compute("icc", table, {{"form", std::string("A")}}).estimate, 0.9999) << "axis " << axis;
    EXPECT_LT(*test::compute("nu", table).estimate, 0.01);
  }
}

TEST(RealData, MrtrixImagesAreRead) {
  NEEDS_SHARED_DATA("dwi/mrtrix");
  const auto file = *shared / "dwi/mrtrix/dwi.mif";
  const auto data = read_data("", file, "dwi.mif", {});
  ASSERT_TRUE(data) << render(data.error());
  const auto& image = std::get<Image>(*data);
  EXPECT_EQ(image.dims, (std::vector<std::size_t>{6, 8, 9, 68}));
  EXPECT_EQ(image.datatype, "uint16");
  EXPECT_GT(test::field(test::compare("equal", *data, *data).front().second, "n_values"), 29000);
  const auto mask = read_data("labels", *shared / "dwi/mrtrix/mask.mif", "mask.mif", {});
  ASSERT_TRUE(mask) << render(mask.error());
}

TEST(RealData, ManualLabelsAreLabels) {
  NEEDS_SHARED_DATA("hippocampus/labels");
  const auto file = *shared / "hippocampus/labels/hippocampus_001.nii.gz";
  const auto scores = score_files("value", {file}, "labels", "volume", {});
  ASSERT_TRUE(scores) << render(scores.error());
  ASSERT_EQ(scores->size(), 2U);
  EXPECT_EQ((*scores)[0].row, "1");
  EXPECT_GT(*(*scores)[0].estimate, 500);
}

} // namespace
} // namespace reprovip::score
