#include "harness/voxels/overlap.hpp"

#include "tests/unit/voxels/phantoms.hpp"

#include <gtest/gtest.h>

#include <random>

namespace reprovip::voxels {
namespace {

Image line(std::vector<double> values) {
  Image image;
  image.dims = {values.size()};
  image.labels = true;
  image.values = std::move(values);
  return image;
}

TEST(JointHistogram, CountsEveryVoxelOnce) {
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    // Runs of any length, small, negative and huge labels.
    const std::vector<double> labels = {0, 0, 0, 1, 2, 63, 64, -1, 9007199254740991.0, -4e15};
    Image a = line({});
    Image b = line({});
    const auto size = 1 + random() % 500;
    while (a.values.size() < size) {
      const double x = labels[random() % labels.size()];
      const double y = labels[random() % labels.size()];
      const auto length = std::min<std::size_t>(1 + random() % 60, size - a.values.size());
      a.values.insert(a.values.end(), length, x);
      b.values.insert(b.values.end(), length, y);
    }
    JointHistogram counts;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
      ++counts[{static_cast<std::int64_t>(a.values[i]), static_cast<std::int64_t>(b.values[i])}];
    }
    ASSERT_EQ(joint_histogram(a, b), counts);
  }
}

TEST(JointHistogram, OfNothingIsEmpty) {
  EXPECT_TRUE(joint_histogram(line({}), line({})).empty());
}

TEST(Regions, AreTheLabelsOfEither) {
  const auto counts = joint_histogram(line({0, 1, 9007199254740991.0}), line({-3, 0, 1}));
  const auto regions = regions_in(counts);
  ASSERT_EQ(regions.size(), 3U);
  EXPECT_EQ(regions[0].name, "-3");
  EXPECT_EQ(regions[1].name, "1");
  EXPECT_EQ(regions[2].name, "9007199254740991");
  EXPECT_EQ(labels_outside(counts, {{"1", {1}}}), (std::vector<std::int64_t>{-3, 9007199254740991}));
  EXPECT_EQ(regions_in(line({1}), line({0, 2})).size(), 2U);
}

TEST(Confusions, TakeUnions) {
  const auto counts = joint_histogram(line({1, 2, 4, 0, 1}), line({2, 1, 0, 4, 0}));
  const auto confusion = Confusions(counts).of({"x", {1, 2, 1}});
  EXPECT_EQ(confusion.true_positive, 2U);
  EXPECT_EQ(confusion.false_negative, 1U);
  EXPECT_EQ(confusion.false_positive, 0U);
  EXPECT_EQ(confusion.true_negative, 2U);
  EXPECT_EQ(Confusions(counts).of({"9", {9}}).true_negative, 5U);
}

TEST(Confusions, AreThoseOfTheVoxels) {
  std::mt19937 random(2);
  for (int round = 0; round < 100; ++round) {
    Image a = line({});
    Image b = line({});
    for (int i = 0; i < 200; ++i) {
      a.values.push_back(static_cast<double>(random() % 5));
      b.values.push_back(static_cast<double>(random() % 5));
    }
    const Region region{"x",
                        {static_cast<std::int64_t>(random() % 5), static_cast<std::int64_t>(random() % 5)}};
    stats::Confusion expected;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
      const bool in_a = region.has(static_cast<std::int64_t>(a.values[i]));
      const bool in_b = region.has(static_cast<std::int64_t>(b.values[i]));
      expected.true_positive += in_a && in_b ? 1U : 0U;
      expected.false_negative += in_a && !in_b ? 1U : 0U;
      expected.false_positive += !in_a && in_b ? 1U : 0U;
      expected.true_negative += !in_a && !in_b ? 1U : 0U;
    }
    const auto counts = joint_histogram(a, b);
    const auto ours = Confusions(counts).of(region);
    EXPECT_EQ(ours.true_positive, expected.true_positive);
    EXPECT_EQ(ours.false_negative, expected.false_negative);
    EXPECT_EQ(ours.false_positive, expected.false_positive);
    EXPECT_EQ(ours.true_negative, expected.true_negative);
  }
}

TEST(KappaOfLabels, IsThatOfTwoLabelsAndOfMore) {
  // TP 45, FN 5, FP 10, TN 40
  const JointHistogram two = {{{1, 1}, 45}, {{1, 0}, 5}, {{0, 1}, 10}, {{0, 0}, 40}};
  EXPECT_NEAR(kappa_of_labels(two).value(), .7, 1e-15);
  // By hand: observed 12/20, expected (8·7 + 7·8 + 5·5)/400.
  const JointHistogram three = {{{0, 0}, 5}, {{0, 1}, 2}, {{0, 2}, 1}, {{1, 0}, 1}, {{1, 1}, 5},
                                {{1, 2}, 1}, {{2, 0}, 1}, {{2, 1}, 1}, {{2, 2}, 3}};
  const double expected = (8 * 7 + 7 * 8 + 5 * 5) / 400.0;
  EXPECT_NEAR(kappa_of_labels(three).value(), (13.0 / 20 - expected) / (1 - expected), 1e-15);
  EXPECT_FALSE(kappa_of_labels({{{3, 3}, 8}}));
}

// Two labels, 6 of 8 and 1 of 4 voxels in common: Dice .75 and .25 of 16 and 8 voxels together.
TEST(GeneralizedDice, WeighsTheLabels) {
  const std::vector<stats::Confusion> regions = {{6, 2, 2, 0}, {1, 3, 3, 0}, {0, 0, 0, 9}};
  EXPECT_DOUBLE_EQ(generalized_dice(regions, LabelWeight::one).value(), 14.0 / 24);
  EXPECT_DOUBLE_EQ(generalized_dice(regions, LabelWeight::inverse_volume).value(), .5);
  EXPECT_DOUBLE_EQ(generalized_dice(regions, LabelWeight::inverse_square).value(),
                   (12.0 / 64 + 2.0 / 16) / (16.0 / 64 + 8.0 / 16));
  EXPECT_FALSE(generalized_dice({{0, 0, 0, 9}}, LabelWeight::one));
}

} // namespace
} // namespace reprovip::voxels
