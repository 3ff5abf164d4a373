#include "harness/score/reader.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/memory_set.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

namespace reprovip::score {
namespace {

using test::compute;
using test::compute_set;
using test::field;
using test::image_of;
using test::row_of;

// Rows are voxels, columns executions: the rows of Fleiss 1971 as labels 1 to 5.
const std::vector<std::vector<int>> k_diagnoses = {
    {0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0},
    {0, 0, 4, 0, 2}, {2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0},
    {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0}, {0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0},
    {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6}, {0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0},
    {1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0}, {1, 0, 5, 0, 0}, {0, 0, 0, 0, 6}};

std::vector<std::vector<double>> diagnoses() {
  std::vector<std::vector<double>> table;
  for (const auto& counts : k_diagnoses) {
    auto& row = table.emplace_back();
    for (std::size_t category = 0; category < counts.size(); ++category) {
      row.insert(row.end(), static_cast<std::size_t>(counts[category]), static_cast<double>(category + 1));
    }
  }
  return table;
}

void add_images(test::MemorySet& set, std::uint32_t target, const std::vector<std::vector<double>>& images) {
  for (const auto& image : images) {
    set.add(target, image_of(image, true));
  }
}

TEST(FleissMetric, OfPublishedDiagnosesIsKnown) {
  const auto finding = compute("fleiss", diagnoses());
  EXPECT_NEAR(*finding.estimate, 0.43024452006014074, 1e-15);
  EXPECT_NEAR(field(finding, "z"), 17.7, 0.05);
  EXPECT_EQ(field(finding, "n_categories"), 5);
  ASSERT_TRUE(finding.interval);
  EXPECT_LT(finding.interval->low, 0.43);
  EXPECT_GT(finding.interval->high, 0.43);
}

// Krippendorff's table; targets lack values.
TEST(KrippendorffMetric, OfPublishedRatingsIsKnown) {
  const std::vector<std::vector<double>> table = {{1, 1, 1},    {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3},
                                                  {2, 2, 2, 2}, {1, 2, 3, 4}, {4, 4, 4, 4}, {1, 1, 2, 1},
                                                  {2, 2, 2, 2}, {5, 5, 5},    {1, 1},       {3}};
  const auto alpha = [&](const std::string& scale) {
    return *compute("krippendorff", table, {{"scale", scale}}).estimate;
  };
  EXPECT_NEAR(alpha("nominal"), 0.743421052632, 1e-12);
  EXPECT_NEAR(alpha("ordinal"), 0.815387503755, 1e-12);
  EXPECT_NEAR(alpha("interval"), 0.849107142857, 1e-12);
  EXPECT_NEAR(alpha("ratio"), 0.797402774712, 1e-12);
  EXPECT_NEAR(*compute("ac1", table).estimate, 0.775, 5e-4);
  EXPECT_EQ(compute("fleiss", table).reason,
            "targets have different numbers of executions: use ac1 or krippendorff");
  EXPECT_FALSE(compute("krippendorff", {{-1, 1}, {2, 2}}, {{"scale", std::string("ratio")}}).estimate);
  EXPECT_FALSE(find_metric("krippendorff")->make({{"scale", std::string("other")}}));
}

TEST(RatedMetrics, OfOneCategoryAreUndefined) {
  for (const auto* kind : {"fleiss", "ac1", "krippendorff"}) {
    const auto finding = compute(kind, {{1, 1}, {1, 1}});
    EXPECT_FALSE(finding.estimate);
    EXPECT_TRUE(finding.identical);
    const auto agreed = compute(kind, {{1, 1}, {0, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 0}});
    EXPECT_DOUBLE_EQ(*agreed.estimate, 1) << kind;
  }
}

// The same numbers as from the table: voxels are units, executions raters.
TEST(RatersMetric, OfLabelImagesIsThatOfTheirVoxels) {
  const auto table = diagnoses();
  test::MemorySet set;
  for (std::size_t rater = 0; rater < 6; ++rater) {
    std::vector<double> image;
    for (const auto& row : table) {
      image.push_back(row[rater]);
    }
    set.add(0, image_of(image, true));
  }
  const auto rows = compute_set("raters", set, {{"maps", false}});
  const auto whole = row_of(rows, "");
  EXPECT_NEAR(*whole.estimate, 0.43024452006014074, 1e-15);
  EXPECT_NEAR(field(whole, "ac1"), *compute("ac1", table).estimate, 1e-14);
  EXPECT_NEAR(field(whole, "krippendorff"), *compute("krippendorff", table).estimate, 1e-14);
  EXPECT_NEAR(field(whole, "agreement"), 5.0 / 30, 1e-15); // rows with a 6
  EXPECT_EQ(rows.size(), 6U);
  EXPECT_EQ(whole.reason, "a bootstrap over subjects takes 2 at least");
}

TEST(RatersMetric, ReadsEveryDistinctImageOnce) {
  test::MemorySet set;
  for (int i = 0; i < 4; ++i) {
    set.add(0, image_of({0, 1, 1, 0}, true), "a");
  }
  set.add(0, image_of({0, 1, 0, 0}, true), "b");
  const auto rows = compute_set("raters", set);
  EXPECT_EQ(set.reads, 2U);
  EXPECT_NEAR(field(row_of(rows, ""), "n_disagree"), 1, 0);
  test::MemorySet apart;
  add_images(apart, 0, {{0, 1, 1, 0}, {0, 1, 1, 0}, {0, 1, 1, 0}, {0, 1, 1, 0}, {0, 1, 0, 0}});
  EXPECT_EQ(*row_of(compute_set("raters", apart), "").estimate, *row_of(rows, "").estimate);
}

TEST(RatersMetric, WritesMapsOfEntropyAndAgreement) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "reprovip-raters-maps";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  test::MemorySet set;
  set.folder = folder;
  add_images(set, 0, {{0, 1, 1, 2}, {0, 1, 2, 2}, {0, 1, 1, 0}, {0, 1, 2, 1}});
  const auto rows = compute_set("raters", set);
  ASSERT_EQ(row_of(rows, "").files,
            (std::vector<std::string>{"entropy-sub-1.nii.gz", "agreement-sub-1.nii.gz"}));
  const auto entropy = read_data("image", folder / "entropy-sub-1.nii.gz", "entropy-sub-1.nii.gz", {});
  ASSERT_TRUE(entropy);
  EXPECT_EQ(std::get<Image>(*entropy).values, (std::vector<double>{0, 0, 1, 1.5}));
  const auto agreement = read_data("image", folder / "agreement-sub-1.nii.gz", "agreement-sub-1.nii.gz", {});
  EXPECT_EQ(std::get<Image>(*agreement).values, (std::vector<double>{1, 1, 0.5, 0.5}));
  EXPECT_NEAR(field(row_of(rows, ""), "mean_entropy"), 2.5 / 4, 1e-15);
  std::filesystem::remove_all(folder);
}

TEST(RatersMetric, ResamplesSubjectsAndLimitsItselfToForeground) {
  test::MemorySet set;
  for (std::uint32_t subject = 0; subject < 8; ++subject) {
    const double flip = subject % 3 == 0 ? 1 : 0;
    add_images(set, subject, {{0, 0, 0, 1, 1, flip}, {0, 0, 0, 1, 1, 0}, {0, 0, flip, 1, 1, 0}});
  }
  const auto all = compute_set("raters", set);
  ASSERT_TRUE(row_of(all, "").interval);
  EXPECT_LT(row_of(all, "").interval->low, *row_of(all, "").estimate);
  EXPECT_EQ(field(row_of(all, ""), "n_voxels"), 48);
  const auto foreground = compute_set("raters", set, {{"where", std::string("foreground")}});
  EXPECT_EQ(field(row_of(foreground, ""), "n_voxels"), 16 + 6);
  EXPECT_EQ(field(row_of(foreground, ""), "n_disagree"), 6);
}

TEST(RatersMetric, SaysWhatItCannotCompare) {
  test::MemorySet shapes;
  shapes.add(0, image_of({0, 1}, true));
  shapes.add(0, image_of({0, 1, 1}, true));
  for (const auto* kind : {"raters", "pairwise_dice", "staple"}) {
    const auto rows = compute_set(kind, shapes);
    EXPECT_FALSE(rows.front().second.estimate);
    EXPECT_FALSE(*rows.front().second.decision);
    EXPECT_NE(rows.front().second.reason.find("dimensions"), std::string::npos);
  }
  test::MemorySet once;
  once.add(0, image_of({0, 1}, true));
  EXPECT_EQ(compute_set("raters", once).front().second.reason, "sub-1 was observed once: repeat it");
  test::MemorySet grey;
  grey.add(0, image_of({0, 1}, false));
  EXPECT_NE(compute_set("staple", grey).front().second.reason.find("set read"), std::string::npos);
  test::MemorySet empty;
  add_images(empty, 0, {{0, 0}, {0, 0}});
  EXPECT_FALSE(compute_set("raters", empty).front().second.estimate);
  EXPECT_TRUE(compute_set("raters", empty).front().second.identical);
  EXPECT_FALSE(find_metric("raters")->make({{"coefficient", std::string("pi")}}));
}

TEST(PairwiseDiceMetric, IsTheMeanOverPairs) {
  test::MemorySet set;
  add_images(set, 0, {{1, 1, 0, 2}, {1, 0, 0, 2}, {0, 0, 0, 2}});
  const auto rows = compute_set("pairwise_dice", set);
  // Label 1: 2/3, 0, 0. Macro: (2/3 + 1)/2, 1/2, 1/2.
  EXPECT_NEAR(*row_of(rows, "1").estimate, 2.0 / 9, 1e-15);
  EXPECT_EQ(*row_of(rows, "2").estimate, 1);
  EXPECT_NEAR(*row_of(rows, "macro").estimate, (5.0 / 6 + 0.5 + 0.5) / 3, 1e-15);
  EXPECT_EQ(field(row_of(rows, "1"), "min"), 0);
  EXPECT_NEAR(field(row_of(rows, "1"), "max"), 2.0 / 3, 1e-15);
  EXPECT_EQ(row_of(rows, "1").notes.front(), "worst: sub-1 r1 | sub-1 r3");
  EXPECT_EQ(*row_of(compute_set("pairwise_dice", set, {{"labels", std::string("1+2")}}), "1+2").estimate,
            (0.8 + 0.5 + 2.0 / 3) / 3);
}

TEST(PairwiseDiceMetric, LeavesSubjectsWithoutTheLabelOut) {
  test::MemorySet set;
  add_images(set, 0, {{1, 1}, {1, 0}});
  add_images(set, 1, {{0, 0}, {0, 0}});
  const auto rows = compute_set("pairwise_dice", set);
  EXPECT_NEAR(*row_of(rows, "1").estimate, 2.0 / 3, 1e-15);
  EXPECT_EQ(field(row_of(rows, "1"), "n_empty"), 1);
}

TEST(StapleMetric, FindsTheExecutionThatErrs) {
  test::MemorySet set;
  const std::vector<double> right = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
  add_images(set, 0, {right, right, {1, 1, 0, 0, 0, 0, 0, 0, 0, 0}});
  const auto finding = row_of(compute_set("staple", set), "1");
  EXPECT_NEAR(*finding.estimate, 2.0 / 3, 1e-15);
  EXPECT_EQ(field(finding, "consensus_voxels"), 4);
  EXPECT_NEAR(field(finding, "sensitivity_min"), 0.5, 1e-9);
  EXPECT_NEAR(field(finding, "specificity_min"), 1, 1e-9);
  EXPECT_EQ(finding.notes.front(), "worst: sub-1 r3");
}

TEST(StapleMetric, OfIdenticalExecutionsIsOne) {
  test::MemorySet set;
  add_images(set, 0, {{1, 1}, {1, 1}});
  const auto finding = row_of(compute_set("staple", set), "1");
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_EQ(field(finding, "consensus_voxels"), 2);
}

TEST(RatersMetrics, DeclareEveryFieldThatTheyGive) {
  test::MemorySet set;
  for (std::uint32_t subject = 0; subject < 6; ++subject) {
    add_images(set, subject, {{1, 1, 0, 2}, {1, 0, 0, 2}, {static_cast<double>(subject % 2), 0, 0, 2}});
  }
  for (const auto* kind : {"raters", "pairwise_dice", "staple"}) {
    const auto& names = find_metric(kind)->declaration.names;
    for (const auto& [row, finding] : compute_set(kind, set)) {
      for (const auto& [name, value] : finding.fields) {
        EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << kind << " " << name;
      }
    }
  }
}

} // namespace
} // namespace reprovip::score
