#include "harness/score/metrics/output_vectors.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/unit/score/memory_set.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip::score {
namespace {

using test::compute_set;
using test::field;
using test::image_of;
using test::vector_of;

const std::vector<std::vector<double>> k_points = {{0, 0}, {1, 0}, {5, 5}, {5, 6}, {2, 1}, {9, 9}};

test::MemorySet points(bool as_images) {
  test::MemorySet set;
  for (std::size_t i = 0; i < k_points.size(); ++i) {
    const auto subject = static_cast<std::uint32_t>(i / 2);
    if (as_images) {
      set.add(subject, image_of(k_points[i], false));
    } else {
      set.add(subject, vector_of(k_points[i]));
    }
  }
  return set;
}

double estimate(const std::string& kind, OutputSet& set, const Options& options = {},
                const std::string& column = {}) {
  return compute_set(kind, set, options, column).front().second.estimate.value();
}

Table table_of(const std::vector<std::pair<std::string, TableCell>>& rows) {
  Table table;
  table.columns = {"x"};
  for (const auto& [key, cell] : rows) {
    table.keys.push_back(key);
    table.rows.push_back({cell});
  }
  return table;
}

TEST(SetMetrics, OfThreeSubjectsAreKnown) {
  for (const bool as_images : {true, false}) {
    auto set = points(as_images);
    EXPECT_NEAR(estimate("discriminability", set), 0.75, 1e-15);
    EXPECT_NEAR(estimate("fingerprint", set), 2.0 / 3, 1e-15);
    EXPECT_NEAR(estimate("i2c2", set), 0.23230974632843793, 1e-15);
    EXPECT_LT(estimate("dbicc", set), 1);
  }
}

TEST(SetMetrics, OfConstantDataSayChance) {
  test::MemorySet set;
  for (std::uint32_t i = 0; i < 6; ++i) {
    set.add(i / 2, image_of({1, 2, 3}, false), "same");
  }
  EXPECT_EQ(estimate("discriminability", set), 0.5);
  EXPECT_EQ(field(compute_set("discriminability", set).front().second, "p"), 1);
  EXPECT_FALSE(compute_set("i2c2", set).front().second.estimate);
  const auto dbicc = compute_set("dbicc", set).front().second;
  EXPECT_FALSE(dbicc.estimate);
  EXPECT_TRUE(dbicc.identical);
}

TEST(SetMetrics, JoinTablesByKey) {
  test::MemorySet set;
  for (std::size_t i = 0; i < k_points.size(); ++i) {
    const std::pair<std::string, TableCell> a = {"a", Number{k_points[i][0], 0}};
    const std::pair<std::string, TableCell> b = {"b", Number{k_points[i][1], 0}};
    set.add(static_cast<std::uint32_t>(i / 2), i % 2 == 0 ? table_of({a, b}) : table_of({b, a}));
  }
  EXPECT_NEAR(estimate("discriminability", set, {}, "x"), 0.75, 1e-15);
  EXPECT_NEAR(estimate("i2c2", set), 0.23230974632843793, 1e-15);
}

TEST(SetMetrics, SayWhatCannotBeTakenTogether) {
  for (const auto* kind : {"discriminability", "fingerprint", "dbicc", "i2c2"}) {
    auto missing = points(false);
    missing.data[3] = std::make_shared<const Data>(vector_of({1, 2, 3}));
    const auto cells = compute_set(kind, missing).front().second;
    EXPECT_FALSE(cells.estimate);
    EXPECT_FALSE(*cells.decision);
    EXPECT_EQ(cells.reason, "only one of sub-1 r1 and sub-2 r2 has [3]");
    auto not_finite = points(true);
    not_finite.data[1] = std::make_shared<const Data>(image_of({0, std::nan("")}, false));
    EXPECT_EQ(compute_set(kind, not_finite).front().second.reason,
              "sub-1 r2 has values that are NaN or infinite: they have no distance");
    auto grids = points(true);
    grids.data[5] = std::make_shared<const Data>(image_of({0, 1, 2}, false));
    EXPECT_FALSE(*compute_set(kind, grids).front().second.decision);
    test::MemorySet alone;
    alone.add(0, vector_of({1}));
    alone.add(0, vector_of({2}));
    EXPECT_EQ(compute_set(kind, alone).front().second.reason, "there are 1 subjects: it takes 2 at least");
    test::MemorySet text;
    for (std::uint32_t i = 0; i < 4; ++i) {
      text.add(i / 2, Text{"a"});
    }
    EXPECT_EQ(compute_set(kind, text).front().second.reason, "sub-1 r1 has no numbers");
    EXPECT_FALSE(find_metric(kind)->make({{"ci", std::string("analytic")}}));
  }
}

TEST(SetMetrics, CompareDistinctOutputsOnce) {
  test::MemorySet set;
  for (std::uint32_t i = 0; i < 12; ++i) {
    set.add(i / 4, image_of({static_cast<double>(i / 4)}, false), "class " + std::to_string(i / 4));
  }
  const auto finding = compute_set("discriminability", set).front().second;
  EXPECT_EQ(set.reads, 3U);
  EXPECT_EQ(*finding.estimate, 1);
  EXPECT_TRUE(finding.identical);
}

TEST(SetMetrics, HoldNoMoreThanTheirMemory) {
  auto set = points(true);
  OutputVectors vectors(set, {});
  const auto whole = distances_between(set, vectors, DistanceKind::euclidean, 1U << 20U);
  const auto reads = set.reads;
  const auto small = distances_between(set, vectors, DistanceKind::euclidean, 2 * 2 * sizeof(double));
  EXPECT_EQ(reads, 6U);
  EXPECT_EQ(set.reads - reads, 6U + 4U + 2U);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) {
      EXPECT_EQ((**whole)(i, j), (**small)(i, j));
    }
  }
  EXPECT_EQ((**whole)(0, 1), 1);
  EXPECT_EQ((**whole)(3, 5), 5);
}

TEST(SetMetrics, LimitThemselvesToAMask) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "reprovip-set-mask.nii.gz";
  ASSERT_TRUE(voxels::write_nifti(file, image_of({1, 1, 0}, false)));
  test::MemorySet set;
  for (std::size_t i = 0; i < k_points.size(); ++i) {
    set.add(static_cast<std::uint32_t>(i / 2),
            image_of({k_points[i][0], k_points[i][1], 100.0 * static_cast<double>(i % 2)}, false));
  }
  EXPECT_NEAR(estimate("i2c2", set, {{"mask", file.string()}}), 0.23230974632843793, 1e-15);
  EXPECT_NEAR(estimate("discriminability", set, {{"mask", file.string()}}), 0.75, 1e-15);
  EXPECT_NE(estimate("discriminability", set), 0.75);
  auto other = points(true);
  EXPECT_NE(compute_set("i2c2", other, {{"mask", file.string()}}).front().second.reason.find("mask"),
            std::string::npos);
  std::filesystem::remove(file);
}

TEST(SetMetrics, KnowTheCorrelationDistance) {
  test::MemorySet set;
  for (std::uint32_t i = 0; i < 6; ++i) {
    const double sign = i < 3 ? 1 : -1;
    set.add(i / 3, vector_of({1.0 * i, 1.0 * i + sign, 1.0 * i + 2 * sign}));
  }
  EXPECT_EQ(estimate("discriminability", set, {{"distance", std::string("correlation")}}), 1);
  EXPECT_LT(estimate("discriminability", set), 1);
}

TEST(SetMetrics, ResampleSubjects) {
  test::MemorySet set;
  for (std::uint32_t i = 0; i < 30; ++i) {
    const auto subject = static_cast<double>(i / 3);
    set.add(i / 3, vector_of({subject + 0.4 * std::sin(7.0 * i), subject * subject + std::cos(5.0 * i)}));
  }
  for (const auto* kind : {"discriminability", "fingerprint", "dbicc", "i2c2"}) {
    const auto finding = compute_set(kind, set, {{"ci", std::string("bootstrap")}}).front().second;
    ASSERT_TRUE(finding.interval) << kind << " " << finding.reason;
    EXPECT_LE(finding.interval->low, *finding.estimate) << kind;
    EXPECT_GE(finding.interval->high, *finding.estimate) << kind;
    const auto& names = find_metric(kind)->declaration.names;
    for (const auto& [name, value] : finding.fields) {
      EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << kind << " " << name;
    }
  }
}

// Residual of a two-way analysis: the visit effect of 100 disappears.
TEST(I2c2Metric, RemovesTheEffectOfARepetition) {
  auto set = points(false);
  const double plain = estimate("i2c2", set);
  test::MemorySet shifted;
  for (std::size_t i = 0; i < k_points.size(); ++i) {
    const double visit = i % 2 == 0 ? 0 : 100;
    shifted.add(static_cast<std::uint32_t>(i / 2), vector_of({k_points[i][0] + visit, k_points[i][1]}));
  }
  EXPECT_LT(estimate("i2c2", shifted), 0.01);
  const Options demean = {{"demean", true}};
  EXPECT_NEAR(estimate("i2c2", shifted, demean), estimate("i2c2", set, demean), 1e-12);
  EXPECT_NE(estimate("i2c2", set, demean), plain);
  shifted.members.pop_back();
  EXPECT_FALSE(compute_set("i2c2", shifted, demean).front().second.estimate);
}

} // namespace
} // namespace reprovip::score
