#include "harness/base/format.hpp"
#include "harness/score/worst.hpp"

#include "tests/unit/score/fake_study.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reprovip::score {
namespace {

using test::FakeStudy;

// A line of voxels that begins at `x` mm.
std::string mha(const std::string& voxels, int count, int x = 0, const std::string& type = "MET_SHORT") {
  return format("ObjectType = Image\nNDims = 3\nBinaryData = False\nTransformMatrix = 1 0 0 0 1 0 0 0 1\n"
                "Offset = {} 0 0\nElementSpacing = 1 1 1\nDimSize = {} 1 1\nElementType = {}\n"
                "ElementDataFile = LOCAL\n{}\n",
                x, count, type, voxels);
}

model::Scores scores_of(const std::string& kind, const std::vector<std::string>& contents,
                        const std::string& path, const std::string& column = {}) {
  FakeStudy study({"a"}, {}, static_cast<std::uint32_t>(contents.size()), path);
  study.plan.resolved.protocol.outputs.front().reader = path.ends_with(".mha") ? "labels" : "";
  for (std::uint32_t i = 0; i < contents.size(); ++i) {
    study.write(0, 0, i + 1, contents[i]);
  }
  study.metric(kind, column);
  return study.scores();
}

const model::Score* find_row(const model::Scores& scores, const std::string& row) {
  for (const auto& score : scores.scores) {
    if (score.row == row) {
      return &score;
    }
  }
  return nullptr;
}

std::optional<double> number(const model::Score& score, const std::string& name) {
  for (const auto& [key, value] : score.fields) {
    if (key == name) {
      return value;
    }
  }
  return std::nullopt;
}

TEST(PairsUnreadable, AreNeitherAPassNorUncounted) {
  const auto scores = scores_of("equal", {"x,y\n1,2\n", "x,y\n1\n"}, "out.csv");
  ASSERT_EQ(scores.scores.size(), 1U);
  EXPECT_FALSE(scores.scores.front().estimate);
  EXPECT_FALSE(scores.scores.front().decision);
  EXPECT_EQ(scores.scores.front().missing, 1U);
}

TEST(PairsUnreadable, DoNotHideADisagreement) {
  const auto scores = scores_of("equal", {"x,y\n1,2\n", "x,y\n1\n", "x,y\n1,3\n"}, "out.csv");
  EXPECT_FALSE(scores.scores.front().estimate);
  EXPECT_EQ(scores.scores.front().decision, std::optional(false));
  EXPECT_EQ(scores.scores.front().missing, 1U);
}

TEST(PairsUnreadable, AreUnreadWhenAllAreTheSame) {
  const auto scores = scores_of("dice", {"broken", "broken"}, "out.mha");
  EXPECT_TRUE(scores.scores.front().identical);
  EXPECT_EQ(scores.scores.front().missing, 0U);
}

TEST(PairsWhole, SpoilEveryRowWhenUnreadable) {
  const auto scores = scores_of(
      "dice", {mha("0 1 1 2", 4), mha("0 1 1 0", 4), mha("0 1.5 1 2", 4, 0, "MET_DOUBLE")}, "out.mha");
  EXPECT_EQ(find_row(scores, ""), nullptr);
  for (const auto* row : {"1", "2", "macro"}) {
    const auto* score = find_row(scores, row);
    ASSERT_NE(score, nullptr) << row;
    EXPECT_FALSE(score->estimate) << row;
    EXPECT_FALSE(score->decision) << row;
    EXPECT_FALSE(score->reason.empty()) << row;
    EXPECT_EQ(score->missing, 1U) << row;
    EXPECT_EQ(number(*score, "pairs"), 3) << row;
  }
}

TEST(PairsWhole, SpoilEveryRowWhenShapesDiffer) {
  const auto scores = scores_of("dice", {mha("0 1 1 2", 4), mha("0 1 1 0", 4), mha("0 1 1", 3)}, "out.mha");
  ASSERT_EQ(scores.scores.size(), 3U);
  for (const auto& score : scores.scores) {
    EXPECT_FALSE(score.estimate) << score.row;
    EXPECT_EQ(score.decision, std::optional(false)) << score.row;
    EXPECT_EQ(score.reason, "the images have different dimensions: 4×1×1 and 3×1×1") << score.row;
    EXPECT_EQ(number(score, "pairs"), 3) << score.row;
  }
}

TEST(PairsWhole, SpoilEveryRowWhenAbsent) {
  const auto scores = scores_of("dice", {mha("0 1 1 2", 4), mha("0 1 1 0", 4), "-"}, "out.mha");
  const auto* score = find_row(scores, "1");
  ASSERT_NE(score, nullptr);
  EXPECT_EQ(score->reason, "one of the two has no such output");
  EXPECT_EQ(score->decision, std::optional(false));
}

TEST(PairsWhole, SpoilTheRowsOfTheirFileOnly) {
  const auto plugin = find_metric("dice")->make({});
  Worst worst(*std::get<std::unique_ptr<PairMetric>>(*plugin));
  Finding good;
  good.estimate = 0.9;
  worst.add({{"x:1", good}, {"y:1", good}}, "a | b");
  worst.add({{"x", undefined("only one")}, {"y:1", good}}, "a | c");
  const auto rows = worst.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].second.reason, "only one");
  EXPECT_EQ(rows[0].second.notes.front(), "worst: a | c");
  EXPECT_EQ(*rows[1].second.estimate, 0.9);
}

TEST(PairsFields, AreTheLargestOfAllPairs) {
  // The pair with the largest max_abs is not that with the largest max_rel.
  FakeStudy study({"a", "b"}, {}, 2);
  study.write(0, 0, 1, "x\n1000\n");
  study.write(0, 0, 2, "x\n1001\n");
  study.write(1, 0, 1, "x\n0.001\n");
  study.write(1, 0, 2, "x\n0.002\n");
  study.metric("equal");
  const auto score = study.scores().scores.front();
  EXPECT_EQ(*score.estimate, 1);
  EXPECT_EQ(number(score, "max_abs"), 1);
  EXPECT_EQ(number(score, "max_rel"), 0.5);
}

TEST(PairsFields, CountTheEmptyOfAllPairs) {
  const auto scores = scores_of("dice", {mha("0 1 1 2", 4), mha("1 0 0 1", 4), mha("0 1 1 2", 4)}, "out.mha");
  EXPECT_EQ(number(*find_row(scores, "2"), "one_empty"), 1);
  EXPECT_EQ(number(*find_row(scores, "macro"), "one_empty"), 1);
}

TEST(PairsFields, AreAbsentWhenAPairHasNone) {
  const auto scores = scores_of("equal", {"x\n1\n", "x\n1.5\n", "x\nnan\n"}, "out.csv");
  const auto& score = scores.scores.front();
  EXPECT_FALSE(number(score, "max_abs"));
  EXPECT_FALSE(number(score, "max_rel"));
  EXPECT_EQ(number(score, "n_different"), 1);
  EXPECT_EQ(number(score, "n_unmatched"), 1);
  EXPECT_EQ(score.decision, std::optional(false));
}

Image image_at(double x) {
  Image image;
  image.dims = {2};
  image.labels = true;
  image.affine[3] = x;
  image.values = {1, 2};
  return image;
}

TEST(PairsGeometry, TakesTheNumbersAway) {
  const auto equal = test::compare("equal", image_at(0), image_at(50)).front().second;
  EXPECT_FALSE(equal.estimate);
  EXPECT_FALSE(*equal.decision);
  EXPECT_NE(equal.reason.find("50 mm"), std::string::npos);
  EXPECT_THROW(test::field(equal, "max_abs"), std::runtime_error);
  EXPECT_EQ(test::field(equal, "n_values"), 2);
  for (const auto& [row, finding] : test::compare("dice", image_at(0), image_at(50))) {
    EXPECT_FALSE(finding.estimate) << row;
    EXPECT_FALSE(finding.decision.value_or(true)) << row;
  }
}

TEST(PairsGeometry, TakesNanOnOneSideForADifference) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(*test::compare("equal", image_at(0), image_at(nan)).front().second.decision);
  EXPECT_FALSE(*test::compare("dice", image_at(nan), image_at(0)).front().second.decision);
  EXPECT_TRUE(*test::compare("equal", image_at(nan), image_at(nan)).front().second.decision);
}

TEST(PairsGeometry, DiceBearsRoundedHeaders) {
  EXPECT_EQ(*test::compare("dice", image_at(100), image_at(100.00002)).back().second.estimate, 1);
}

TEST(PairsColumn, ThatIsNotThereIsRefused) {
  Vector one;
  one.values = {{1, 1}, {2, 1}, {3, 1}, {4, 1}};
  one.lines = one.columns = 2;
  Vector other = one;
  other.values[1].value = 9;
  EXPECT_EQ(*test::compare("equal", one, other, {}, "1").front().second.estimate, 0);
  EXPECT_EQ(*test::compare("equal", one, other, {}, "2").front().second.estimate, 7);
  for (const std::vector<Data>& pair : std::vector<std::vector<Data>>{
           {one, other}, {image_at(0), image_at(0)}, {Text{"a"}, Text{"a"}}, {Bytes{"a"}, Bytes{"a"}}}) {
    const auto finding = test::compare("equal", pair[0], pair[1], {}, "7").front().second;
    EXPECT_FALSE(finding.estimate);
    EXPECT_FALSE(*finding.decision);
    EXPECT_NE(finding.reason.find("there is no column \"7\""), std::string::npos);
  }
}

} // namespace
} // namespace reprovip::score
