#include "harness/score/metrics/label_pair.hpp"

#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace reprovip::score {
namespace {

using test::compare;
using test::field;

Vector numbers(const std::vector<double>& values) {
  Vector vector;
  for (const double value : values) {
    vector.values.push_back({value, 0});
  }
  vector.lines = 1;
  vector.columns = values.size();
  return vector;
}

Finding equal(const Data& a, const Data& b, const Options& options = {}) {
  return compare("equal", a, b, options).front().second;
}

TEST(EqualMetric, GivesTheLargestDifferences) {
  const auto finding = equal(numbers({1, 2, 0.3}), numbers({1, 2.5, 0.1 + 0.2}));
  EXPECT_EQ(*finding.estimate, 0.5);
  EXPECT_EQ(field(finding, "n_values"), 3);
  EXPECT_EQ(field(finding, "n_different"), 2);
  EXPECT_NEAR(field(finding, "max_rel"), 0.2, 1e-15);
  EXPECT_EQ(*finding.decision, false);
}

TEST(EqualMetric, DecidesByEitherTolerance) {
  const auto a = numbers({100, 1e-9});
  const auto b = numbers({101, 2e-9});
  EXPECT_TRUE(*equal(a, b, {{"rtol", 0.01}, {"atol", 1e-8}}).decision);
  EXPECT_FALSE(*equal(a, b, {{"rtol", 0.01}}).decision);
  EXPECT_FALSE(*equal(a, b, {{"atol", 0.5}}).decision);
}

TEST(EqualMetric, TakesNoNumberForANumber) {
  const double nan = std::nan("");
  const auto mixed = equal(numbers({1, nan}), numbers({1, 2}));
  EXPECT_FALSE(mixed.estimate);
  EXPECT_FALSE(*mixed.decision);
  EXPECT_EQ(field(mixed, "n_unmatched"), 1);
  EXPECT_EQ(field(mixed, "n_not_finite"), 1);
  const auto alike = equal(numbers({1, nan}), numbers({1, nan}));
  EXPECT_EQ(*alike.estimate, 0);
  EXPECT_TRUE(*alike.decision);
}

TEST(EqualMetric, TakesInfinityForADifference) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(equal(numbers({infinity}), numbers({-infinity}), {{"rtol", 1.0}}).decision.value());
  EXPECT_TRUE(equal(numbers({infinity}), numbers({infinity})).decision.value());
}

TEST(EqualMetric, RefusesDifferentShapes) {
  const auto finding = equal(numbers({1, 2}), numbers({1}));
  EXPECT_FALSE(finding.estimate);
  EXPECT_FALSE(*finding.decision);
  EXPECT_FALSE(*equal(numbers({1}), Text{"1"}).decision);
}

TEST(EqualMetric, JoinsTableRowsByKey) {
  const Table a{{"x"}, {"p", "q"}, {{Number{1, 1}}, {Number{2, 1}}}, {}};
  const Table b{{"x"}, {"q", "p"}, {{Number{2, 1}}, {Number{1.5, 2}}}, {}};
  EXPECT_EQ(*equal(a, b).estimate, 0.5);
  const Table c{{"x"}, {"p", "r"}, {{Number{1, 1}}, {Number{2, 1}}}, {}};
  EXPECT_EQ(field(equal(a, c), "n_unmatched"), 2);
  EXPECT_EQ(field(equal(a, c), "n_not_finite"), 0);
}

TEST(EqualMetric, LooksAtOneColumnWhenTold) {
  const Table a{{"x", "y"}, {""}, {{Number{1, 1}, Number{5, 1}}}, {}};
  const Table b{{"x", "y"}, {""}, {{Number{1, 1}, Number{6, 1}}}, {}};
  EXPECT_EQ(*compare("equal", a, b, {}, "x").front().second.estimate, 0);
  EXPECT_EQ(*compare("equal", a, b, {}, "y").front().second.estimate, 1);
  EXPECT_FALSE(compare("equal", a, b, {}, "z").front().second.estimate);
}

TEST(EqualMetric, IsSymmetric) {
  const Table a{{"x"}, {"p", "q"}, {{Number{1, 1}}, {Number{2, 1}}}, {}};
  const Table b{{"x", "y"}, {"q"}, {{Number{2, 1}, std::string("t")}}, {}};
  EXPECT_EQ(field(equal(a, b), "n_unmatched"), field(equal(b, a), "n_unmatched"));
  EXPECT_EQ(field(equal(a, b), "n_values"), field(equal(b, a), "n_values"));
}

Image image_of(std::vector<double> values, const std::string& datatype = "float32") {
  Image image;
  image.dims = {values.size()};
  image.spacing = {1};
  image.datatype = datatype;
  image.values = std::move(values);
  return image;
}

TEST(EqualMetric, CountsUlpsInTheTypeOfTheFile) {
  const double next = std::nextafter(1.0F, 2.0F);
  EXPECT_EQ(field(equal(image_of({1}), image_of({next})), "max_ulp"), 1);
  EXPECT_GT(field(equal(image_of({1}, "float64"), image_of({next}, "float64")), "max_ulp"), 1e8);
}

TEST(EqualMetric, SeesThatAnImageMoved) {
  auto moved = image_of({1, 2});
  moved.affine[3] = 2;
  const auto finding = equal(image_of({1, 2}), moved);
  EXPECT_FALSE(finding.estimate);
  EXPECT_FALSE(*finding.decision);
  EXPECT_EQ(finding.reason, "the voxels lie elsewhere: origin 0 and 2 mm on world axis 1");
}

// A label image of `size` voxels a side, labelled by a function of the indices.
Image labels(int side, const std::function<int(int, int)>& label) {
  Image image;
  image.dims = {static_cast<std::size_t>(side), static_cast<std::size_t>(side)};
  image.spacing = {1, 1};
  image.labels = true;
  for (int j = 0; j < side; ++j) {
    for (int i = 0; i < side; ++i) {
      image.values.push_back(label(i, j));
    }
  }
  return image;
}

bool in_square(int i, int j, int low, int high) {
  return i >= low && i < high && j >= low && j < high;
}

double dice(const Data& a, const Data& b, const std::string& row, const Options& options = {}) {
  for (const auto& [name, finding] : compare("dice", a, b, options)) {
    if (name == row) {
      return finding.estimate.value_or(-1);
    }
  }
  return -2;
}

// Cases of "Metrics reloaded" (Maier-Hein et al. 2024) and its pitfalls.
TEST(DiceMetric, GivesThePublishedPitfalls) {
  const auto outlier = labels(14, [](int i, int j) { return in_square(i, j, 9, 12) || (i == 1 && j == 1); });
  EXPECT_NEAR(dice(outlier, labels(14, [](int i, int j) { return in_square(i, j, 9, 12); }), "1"), .947368,
              1e-6);
  const auto square = labels(11, [](int i, int j) { return in_square(i, j, 3, 8); });
  const auto cross = labels(11, [](int i, int j) {
    return in_square(i, j, 3, 8) || ((i == 5 || j == 5) && in_square(i, j, 1, 10));
  });
  EXPECT_NEAR(dice(square, cross, "1"), .862069, 1e-6);
  const auto middle = labels(14, [](int i, int j) { return in_square(i, j, 5, 9); });
  EXPECT_NEAR(dice(middle, labels(14, [](int i, int j) { return in_square(i, j, 6, 8); }), "1"), .4, 1e-12);
  EXPECT_NEAR(dice(middle, labels(14, [](int i, int j) { return in_square(i, j, 4, 10); }), "1"), .615385,
              1e-6);
}

TEST(DiceMetric, GivesTheConfusionGolden) {
  // TP 45, FN 5, FP 10, TN 40
  const auto reference = labels(10, [](int i, int j) { return 10 * j + i < 50; });
  const auto other = labels(10, [](int i, int j) {
    const int at = 10 * j + i;
    return at < 45 || (at >= 50 && at < 60);
  });
  EXPECT_NEAR(dice(reference, other, "1"), .857143, 1e-6);
}

TEST(DiceMetric, GivesTheSpheres) {
  const auto sphere = [](int radius, int centre) {
    Image image;
    image.dims = {99, 99, 99};
    image.labels = true;
    for (int k = 0; k < 99; ++k) {
      for (int j = 0; j < 99; ++j) {
        for (int i = 0; i < 99; ++i) {
          const int squared = (i - centre) * (i - centre) + (j - 33) * (j - 33) + (k - 22) * (k - 22);
          image.values.push_back(squared <= radius * radius ? 1 : 0);
        }
      }
    }
    return image;
  };
  EXPECT_NEAR(dice(sphere(20, 20), sphere(40, 20), "1"), .295721, 2e-6);
}

TEST(DiceMetric, TreatsEmptyMasksAsSaid) {
  const auto none = labels(4, [](int, int) { return 0; });
  const auto some = labels(4, [](int i, int) { return i == 0 ? 2 : 0; });
  const Options options = {{"labels", std::string("1, 2")}};
  EXPECT_EQ(dice(none, some, "1", options), 1);
  EXPECT_EQ(dice(none, some, "2", options), 0);
  EXPECT_EQ(dice(none, some, "macro", options), 0);
  EXPECT_EQ(dice(none, none, "macro", options), 1);
  EXPECT_EQ(field(compare("dice", none, some, options)[1].second, "one_empty"), 1);
}

TEST(DiceMetric, TakesUnionsOfLabels) {
  const auto a = labels(4, [](int i, int) { return i == 0 ? 1 : i == 1 ? 2 : 0; });
  const auto b = labels(4, [](int i, int) { return i == 0 ? 2 : i == 1 ? 1 : 0; });
  EXPECT_EQ(dice(a, b, "1"), 0);
  EXPECT_EQ(dice(a, b, "1+2", {{"labels", std::string("1+2")}}), 1);
}

TEST(DiceMetric, NeedsLabelsOfOneShape) {
  EXPECT_FALSE(compare("dice", image_of({1}), image_of({1})).front().second.estimate);
  const auto rows =
      compare("dice", labels(3, [](int, int) { return 1; }), labels(4, [](int, int) { return 1; }));
  EXPECT_FALSE(rows.front().second.estimate);
  EXPECT_FALSE(*rows.front().second.decision);
}

TEST(Regions, AreReadFromText) {
  const auto regions = parse_regions("1, 1+2+4 ,7");
  ASSERT_TRUE(regions);
  ASSERT_EQ(regions->size(), 3U);
  EXPECT_EQ((*regions)[1].labels, (std::vector<std::int64_t>{1, 2, 4}));
  EXPECT_FALSE(parse_regions("1+x"));
  EXPECT_FALSE(parse_regions("1.5"));
}

} // namespace
} // namespace reprovip::score
