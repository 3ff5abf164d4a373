#include "harness/base/format.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/score.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

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

const model::Score& brats_score(const std::vector<model::Score>& scores, const std::string& row) {
  const auto found =
      std::find_if(scores.begin(), scores.end(), [&](const auto& score) { return score.row == row; });
  return found == scores.end() ? throw std::runtime_error("no row " + row) : *found;
}

std::vector<model::Score> between_versions(const std::string& kind, const fs::path& root,
                                           const std::string& subject, const Options& options = {}) {
  const auto name = subject + "/brainTumorMask_SRI.nii.gz";
  return score_files(kind, {root / "v181/exec_1" / name, root / "v190/exec_1" / name}, "labels", "", options)
      .value();
}

// Whole tumours and numbers of voxels as published with the data; labels to the digits published there, and
// further by counting them in Python.
TEST(RealData, DiceOfTumourMasksBetweenVersionsIsKnown) {
  NEEDS_SHARED_DATA("brats-vip");
  const Options options = {{"regions", std::string("brats")}, {"labels", std::string("1, 2, 4")}};
  const auto first = between_versions("dice", *shared / "brats-vip", "UPENN-GBM-00019", options);
  const auto second = between_versions("dice", *shared / "brats-vip", "UPENN-GBM-00002", options);
  EXPECT_NEAR(*brats_score(first, "WT").estimate, .955538, 1e-6);
  EXPECT_NEAR(*brats_score(first, "TC").estimate, .9302688638334778, 1e-15);
  EXPECT_NEAR(*brats_score(first, "1").estimate, .5918557662418402, 1e-15);
  EXPECT_NEAR(*brats_score(first, "2").estimate, .9396389558100393, 1e-15);
  EXPECT_NEAR(*brats_score(first, "4").estimate, .8815199314619765, 1e-15);
  EXPECT_EQ(*brats_score(first, "4").estimate, *brats_score(first, "ET").estimate);
  EXPECT_NEAR(*brats_score(second, "WT").estimate, .997355, 1e-6);
  EXPECT_NEAR(*brats_score(second, "TC").estimate, .9968394809681789, 1e-15);
  EXPECT_NEAR(*brats_score(second, "1").estimate, .9887478284110651, 1e-15);
  EXPECT_NEAR(*brats_score(second, "2").estimate, .9956045706672073, 1e-15);
  EXPECT_NEAR(*brats_score(second, "4").estimate, .991856298571362, 1e-15);
}

TEST(RealData, VoxelsThatDifferBetweenVersionsAreKnown) {
  NEEDS_SHARED_DATA("brats-vip");
  const auto differ = [&](const std::string& subject) {
    const auto scores = between_versions("equal", *shared / "brats-vip", subject);
    const auto& fields = scores.front().fields;
    return std::find_if(fields.begin(), fields.end(),
                        [](const auto& one) { return one.first == "n_different"; })
        ->second;
  };
  EXPECT_EQ(differ("UPENN-GBM-00019"), 7109);
  EXPECT_EQ(differ("UPENN-GBM-00002"), 1580);
}

TEST(RealData, TumourSurfacesLieWithinTheirHausdorffDistance) {
  NEEDS_SHARED_DATA("brats-vip");
  const auto scores = between_versions("hd95", *shared / "brats-vip", "UPENN-GBM-00019");
  ASSERT_EQ(scores.size(), 3U);
  for (const auto& score : scores) {
    const std::map<std::string, double> fields(score.fields.begin(), score.fields.end());
    EXPECT_GE(fields.at("hd"), *score.estimate);
    EXPECT_GE(*score.estimate, std::max(fields.at("asd_from_a"), fields.at("asd_from_b")));
    EXPECT_GT(fields.at("asd_from_a"), 0);
  }
}

TEST(RealData, ExecutionsOfOneVersionAreIdentical) {
  NEEDS_SHARED_DATA("brats-vip");
  for (const std::string version : {"v181", "v190"}) {
    for (const std::string subject : {"UPENN-GBM-00019", "UPENN-GBM-00002"}) {
      const auto root = *shared / "brats-vip" / version;
      const auto name = subject + "/brainTumorMask_SRI.nii.gz";
      for (const std::string kind : {"dice", "hd95"}) {
        const auto scores =
            score_files(kind, {root / "exec_1" / name, root / "exec_2" / name}, "labels", "", {}).value();
        EXPECT_GE(scores.size(), 3U);
        for (const auto& score : scores) {
          EXPECT_TRUE(score.identical) << version << subject;
          EXPECT_EQ(*score.estimate, kind == "dice" ? 1 : 0);
        }
      }
    }
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
