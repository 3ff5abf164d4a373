#include "harness/stats/discriminability.hpp"
#include "harness/stats/i2c2.hpp"

#include "tests/unit/stats/tables.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace reprovip::stats {
namespace {

using Points = std::vector<std::vector<double>>;

// Three subjects, two outputs each.
const Points k_points = {{0, 0}, {1, 0}, {5, 5}, {5, 6}, {2, 1}, {9, 9}};
const SubjectOf k_subjects = {0, 0, 1, 1, 2, 2};

Distances distances_of(const Points& points) {
  std::vector<std::uint32_t> objects(points.size());
  std::iota(objects.begin(), objects.end(), 0U);
  Distances distances(points.size(), objects);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < points[i].size(); ++k) {
        sum += (points[i][k] - points[j][k]) * (points[i][k] - points[j][k]);
      }
      distances.set(i, j, std::sqrt(sum));
    }
  }
  return distances;
}

std::pair<Points, SubjectOf> univariate(const Points& table) {
  Points points;
  SubjectOf subjects;
  for (std::uint32_t row = 0; row < table.size(); ++row) {
    for (const double value : table[row]) {
      points.push_back({value});
      subjects.push_back(row);
    }
  }
  return {points, subjects};
}

std::vector<std::size_t> all_of(const SubjectOf& subjects) {
  std::vector<std::size_t> all(subjects.back() + 1);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

template <typename Statistic>
double value_of(const Points& points, const SubjectOf& subjects) {
  return *Statistic(distances_of(points), subjects).of(all_of(subjects));
}

// Values by hyppo's discriminability.
TEST(Discriminability, OfPublishedTablesIsKnown) {
  const auto [ratings, rated] = univariate(test::k_shrout_fleiss);
  EXPECT_NEAR(value_of<Discriminability>(ratings, rated), 0.4850694444444444, 1e-15);
  const auto [wines, tasted] = univariate(test::k_wines);
  EXPECT_NEAR(value_of<Discriminability>(wines, tasted), 0.7522321428571429, 1e-15);
  EXPECT_NEAR(value_of<Discriminability>(k_points, k_subjects), 0.75, 1e-15);
}

// hyppo's tests: perfect repetition is 1, constant data 0.5.
TEST(Discriminability, CountsTiesByHalf) {
  EXPECT_EQ(value_of<Discriminability>({{1}, {1}, {2}, {2}}, {0, 0, 1, 1}), 1);
  EXPECT_EQ(value_of<Discriminability>({{1}, {1}, {1}, {1}}, {0, 0, 1, 1}), 0.5);
}

TEST(Discriminability, IsNothingWithoutOthersOrRepetition) {
  const Discriminability alone(distances_of({{1}, {2}}), {0, 0});
  EXPECT_FALSE(alone.of(all_of({0, 0})));
  const Discriminability once(distances_of({{1}, {2}}), {0, 1});
  EXPECT_FALSE(once.of(all_of({0, 1})));
  const Discriminability three(distances_of(k_points), k_subjects);
  EXPECT_FALSE(three.of(std::vector<std::size_t>{1, 1, 1}));
}

TEST(Discriminability, DoesNotCompareCopiesOfASubject) {
  const Discriminability three(distances_of(k_points), k_subjects);
  const Points two_points(k_points.begin(), k_points.begin() + 4);
  EXPECT_DOUBLE_EQ(*three.of(std::vector<std::size_t>{0, 0, 1, 1}),
                   value_of<Discriminability>(two_points, {0, 0, 1, 1}));
}

TEST(Discriminability, PermutationsTellSignalFromNone) {
  Points points;
  Points noise;
  SubjectOf subjects;
  for (std::uint32_t i = 0; i < 24; ++i) {
    points.push_back({static_cast<double>(i / 3) + 0.01 * static_cast<double>(i % 3)});
    noise.push_back({static_cast<double>(i * 7 % 24)});
    subjects.push_back(i / 3);
  }
  EXPECT_DOUBLE_EQ(discriminability_p(distances_of(points), subjects, {999, 1, 2}), 0.001);
  EXPECT_GT(discriminability_p(distances_of(noise), subjects, {999, 1, 2}), 0.05);
  EXPECT_EQ(discriminability_p(distances_of(noise), subjects, {999, 5, 1}),
            discriminability_p(distances_of(noise), subjects, {999, 5, 4}));
  EXPECT_DOUBLE_EQ(fingerprint_p(distances_of(points), subjects, {999, 1, 2}), 0.001);
  // All outputs the same: every permutation is as good as the truth.
  EXPECT_EQ(discriminability_p(distances_of(Points(24, {1})), subjects, {99, 1, 1}), 1);
  EXPECT_EQ(fingerprint_p(distances_of(Points(24, {1})), subjects, {99, 1, 1}), 1);
}

TEST(Fingerprint, OfThreeSubjectsIsKnown) {
  EXPECT_NEAR(value_of<Fingerprint>(k_points, k_subjects), 2.0 / 3, 1e-15);
}

TEST(Fingerprint, SharesTies) {
  // Each of four equal outputs has three nearest ones, one of them its own.
  EXPECT_NEAR(value_of<Fingerprint>({{1}, {1}, {1}, {1}}, {0, 0, 1, 1}), 1.0 / 3, 1e-15);
  EXPECT_EQ(value_of<Fingerprint>({{1}, {1}, {2}, {2}, {9}}, {0, 0, 1, 1, 2}), 1);
}

// By hand: within 1, 1, 113; between: the twelve others.
TEST(DistanceIcc, OfThreeSubjectsIsKnown) {
  double between = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double x = k_points[i][0] - k_points[j][0];
      const double y = k_points[i][1] - k_points[j][1];
      between += k_subjects[i] == k_subjects[j] ? 0 : x * x + y * y;
    }
  }
  EXPECT_NEAR(value_of<DistanceIcc>(k_points, k_subjects), 1 - (115.0 / 3) / (between / 12), 1e-15);
  EXPECT_FALSE(DistanceIcc(distances_of({{1}, {1}, {1}, {1}}), {0, 0, 1, 1}).of(all_of({0, 0, 1, 1})));
}

I2c2Traces traces_of(const Points& points, const SubjectOf& subjects) {
  I2c2 sums;
  for (std::size_t i = 0; i < points.size(); ++i) {
    sums.add(subjects[i], points[i]);
  }
  return i2c2_traces(sums, 0);
}

// Values by the formula of R's I2C2.
TEST(I2c2, OfPublishedTablesIsKnown) {
  const auto traces = traces_of(k_points, k_subjects);
  EXPECT_NEAR(traces.within, 19.1666666667, 1e-10);
  EXPECT_NEAR(traces.total, 24.9666666667, 1e-10);
  EXPECT_NEAR(*traces.estimate(), 0.23230974632843793, 1e-15);
  const auto [ratings, rated] = univariate(test::k_shrout_fleiss);
  EXPECT_NEAR(*traces_of(ratings, rated).estimate(), 0.14730785, 5e-9);
}

TEST(I2c2, OfDistancesIsTheSame) {
  const auto [ratings, rated] = univariate(test::k_shrout_fleiss);
  EXPECT_NEAR(value_of<DistanceI2c2>(ratings, rated), *traces_of(ratings, rated).estimate(), 1e-14);
  EXPECT_NEAR(value_of<DistanceI2c2>(k_points, k_subjects), 0.23230974632843793, 1e-15);
}

TEST(I2c2, OfIdenticalOutputsIsExactlyOne) {
  const auto traces =
      traces_of({{0.1, 0.7}, {0.1, 0.7}, {0.1, 0.7}, {0.3, 0.1}, {0.3, 0.1}}, {0, 0, 0, 1, 1});
  EXPECT_EQ(traces.within, 0);
  EXPECT_EQ(*traces.estimate(), 1);
  EXPECT_FALSE(traces_of({{0.1}, {0.1}, {0.1}, {0.1}}, {0, 0, 1, 1}).estimate());
}

TEST(I2c2, DoesNotFeelACommonOffset) {
  auto shifted = k_points;
  for (auto& point : shifted) {
    point[0] += 1e9;
  }
  EXPECT_NEAR(*traces_of(shifted, k_subjects).estimate(), 0.23230974632843793, 1e-12);
}

} // namespace
} // namespace reprovip::stats
