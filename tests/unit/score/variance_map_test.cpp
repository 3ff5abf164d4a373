#include "tests/support/support.hpp"
#include "tests/unit/score/memory_set.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <random>

namespace reprovip::score {
namespace {

using test::compute_sample;
using test::compute_set;
using test::field;
using test::image_of;
using test::MemorySet;
using test::row_of;

struct Design {
  std::uint32_t subjects = 4;
  std::uint32_t levels = 3;
  std::uint32_t repetitions = 2;
};

// The same numbers as images of five voxels, and as one table for each voxel.
struct Data5 {
  MemorySet set;
  std::vector<Sample> samples = std::vector<Sample>(5);
};

Data5 data_of(const Design& design) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  Data5 data;
  std::vector<double> engine(design.levels);
  for (auto& effect : engine) {
    effect = 2 * normal(random);
  }
  for (auto& sample : data.samples) {
    sample.factors = {{"engine", std::vector<std::string>(design.levels, "x")}};
    sample.targets.resize(design.subjects);
  }
  for (std::uint32_t subject = 0; subject < design.subjects; ++subject) {
    const double own = 100 + 5 * normal(random);
    for (std::uint32_t level = 0; level < design.levels; ++level) {
      for (std::uint32_t run = 0; run < design.repetitions; ++run) {
        std::vector<double> values;
        for (auto& sample : data.samples) {
          values.push_back(own + engine[level] + normal(random));
          sample.targets[subject].name = std::to_string(subject);
          sample.targets[subject].observations.push_back({values.back(), 0, run, 0, {level}});
        }
        data.set.add(subject, image_of(std::move(values), false));
        data.set.members.back().column = level;
        data.set.members.back().slot = run;
      }
    }
  }
  data.set.across = true;
  data.set.columns = design.levels;
  return data;
}

double mean_field(const Data5& data, const std::string& name) {
  double sum = 0;
  for (const auto& sample : data.samples) {
    sum += field(compute_sample("variance", sample), name) / 5;
  }
  return sum;
}

// `variance`, voxel by voxel.
TEST(VarianceMap, IsTheVarianceOfEveryVoxel) {
  auto data = data_of({});
  reprovip::test::TempDir folder;
  data.set.folder = folder.path();
  const auto finding = row_of(compute_set("variance_map", data.set), "");
  EXPECT_NEAR(field(finding, "mean_subject"), mean_field(data, "subject"), 1e-9);
  EXPECT_NEAR(field(finding, "mean_factor"), mean_field(data, "factors"), 1e-9);
  EXPECT_NEAR(field(finding, "mean_interaction"), mean_field(data, "interactions"), 1e-9);
  EXPECT_NEAR(field(finding, "mean_run"), mean_field(data, "run"), 1e-9);
  EXPECT_NEAR(field(finding, "share_run"), mean_field(data, "share_run"), 1e-9);
  EXPECT_NEAR(*finding.estimate, 1 - field(finding, "share_subject"), 1e-12);
  EXPECT_EQ(finding.files, (std::vector<std::string>{"subject.nii.gz", "factor.nii.gz", "interaction.nii.gz",
                                                     "run.nii.gz"}));
  const auto run = row_of(compute_set("variance_map", data.set, {{"component", std::string("run")}}), "");
  EXPECT_NEAR(*run.estimate, field(finding, "share_run"), 1e-12);
}

TEST(VarianceMap, WithoutRepetitionsLeavesTheInteractionInTheRun) {
  auto data = data_of({5, 3, 1});
  const auto finding = row_of(compute_set("variance_map", data.set, {{"write", std::string("none")}}), "");
  EXPECT_NEAR(field(finding, "mean_subject"), mean_field(data, "subject"), 1e-9);
  EXPECT_NEAR(field(finding, "mean_factor"), mean_field(data, "factors"), 1e-9);
  EXPECT_NEAR(field(finding, "mean_run"), mean_field(data, "run"), 1e-9);
  EXPECT_TRUE(finding.files.empty());
  EXPECT_ANY_THROW(field(finding, "mean_interaction"));
}

// 10 11 12 in one environment, 13 14 15 in the other: 12.5 / 3 and 1.
TEST(VarianceMap, OfOneSubjectHasFactorAndRun) {
  MemorySet set;
  for (int i = 0; i < 6; ++i) {
    set.add(0, image_of({10.0 + i, 7}, false));
    set.members.back().column = static_cast<std::uint32_t>(i / 3);
  }
  set.across = true;
  set.columns = 2;
  const auto finding = row_of(compute_set("variance_map", set), "");
  EXPECT_NEAR(field(finding, "mean_factor"), 12.5 / 3 / 2, 1e-12); // the other voxel is constant
  EXPECT_NEAR(field(finding, "mean_run"), 0.5, 1e-12);
  EXPECT_NEAR(field(finding, "share_run"), 1 / (1 + 12.5 / 3), 1e-12);
  EXPECT_EQ(field(finding, "n_undefined"), 1);
}

TEST(VarianceMap, SaysWhyItIsAbsent) {
  auto data = data_of({});
  data.set.members.pop_back();
  EXPECT_NE(row_of(compute_set("variance_map", data.set), "").reason.find("same number"), std::string::npos);
  auto few = data_of({1, 3, 1});
  EXPECT_NE(row_of(compute_set("variance_map", few.set), "").reason.find("repeat"), std::string::npos);
  EXPECT_FALSE(find_metric("variance_map")->make({{"component", std::string("engine")}}));
  EXPECT_FALSE(find_metric("variance_map")->make({{"write", std::string("share")}}));
}

} // namespace
} // namespace reprovip::score
