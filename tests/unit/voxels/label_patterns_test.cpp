#include "harness/voxels/label_patterns.hpp"

#include <gtest/gtest.h>

#include <map>

namespace reprovip::voxels {
namespace {

TEST(LabelPatterns, CountWhatStandsTogether) {
  LabelPatterns patterns;
  patterns.add(std::vector<double>{0, 1, 1, 2, 0});
  patterns.add(std::vector<double>{0, 1, 2, 2, 0});
  patterns.add(std::vector<double>{0, 1, 1, -4, 0});
  ASSERT_EQ(patterns.images(), 3U);
  const auto all = patterns.patterns();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].labels, (std::vector<std::int64_t>{0, 0, 0}));
  EXPECT_EQ(all[0].voxels, 2U);
  EXPECT_EQ(all[2].labels, (std::vector<std::int64_t>{1, 2, 1}));
  EXPECT_EQ(all[3].labels, (std::vector<std::int64_t>{2, 2, -4}));
  EXPECT_EQ(patterns.of_voxels()[4], 0U);
  EXPECT_EQ(patterns.of_voxels()[3], 3U);
}

// Against the tuple of labels of every voxel.
TEST(LabelPatterns, AgreeWithBruteForce) {
  constexpr std::size_t voxels = 5000;
  std::vector<std::vector<double>> images(6, std::vector<double>(voxels));
  std::uint32_t state = 1;
  for (auto& image : images) {
    for (auto& label : image) {
      state = state * 1664525U + 1013904223U;
      label = (state >> 24U) < 40 ? static_cast<double>(state >> 30U) : 0;
    }
  }
  LabelPatterns patterns;
  for (const auto& image : images) {
    patterns.add(image);
  }
  std::map<std::vector<std::int64_t>, std::uint64_t> expected;
  for (std::size_t i = 0; i < voxels; ++i) {
    std::vector<std::int64_t> labels;
    for (const auto& image : images) {
      labels.push_back(static_cast<std::int64_t>(image[i]));
    }
    ++expected[labels];
  }
  const auto all = patterns.patterns();
  ASSERT_EQ(all.size(), expected.size());
  for (const auto& pattern : all) {
    EXPECT_EQ(pattern.voxels, expected[pattern.labels]);
  }
}

TEST(LabelPatterns, OfNothingAreNone) {
  EXPECT_TRUE(LabelPatterns().patterns().empty());
}

} // namespace
} // namespace reprovip::voxels
