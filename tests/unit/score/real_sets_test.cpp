#include "harness/score/reader.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/memory_set.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <set>

namespace reprovip::score {
namespace {

namespace fs = std::filesystem;

using test::compute_set;
using test::field;
using test::row_of;

Data read_real(const std::string& reader, const fs::path& file) {
  auto data = read_data(reader, file, file.filename().string(), {});
  if (!data) {
    throw std::runtime_error(render(data.error()));
  }
  return std::move(*data);
}

// FLIRT under Monte Carlo arithmetic: ten runs of an acquisition scatter far less than acquisitions do, but
// for those of one session, which lie near each other. The value is that of brute force in Python.
TEST(RealSets, RegistrationsKnowTheirAcquisition) {
  const auto shared = reprovip::test::shared_data();
  if (!shared || !fs::exists(*shared / "flirt-mca")) {
    GTEST_SKIP() << "the real data \"flirt-mca\" are not here; set REPROVIP_SHARED_DATA";
  }
  std::set<std::string> acquisitions;
  for (const auto& entry : fs::directory_iterator(*shared / "flirt-mca/mca/1")) {
    acquisitions.insert(entry.path().filename().string());
  }
  test::MemorySet set;
  std::uint32_t subject = 0;
  for (const auto& name : acquisitions) {
    for (int run = 1; run <= 10; ++run) {
      set.add(subject, read_real("vector", *shared / "flirt-mca/mca" / std::to_string(run) / name));
    }
    if (++subject == 20) {
      break;
    }
  }
  const Options quick = {{"permutations", std::int64_t{199}}};
  const auto discriminability = row_of(compute_set("discriminability", set, quick), "");
  EXPECT_NEAR(*discriminability.estimate, 0.9996228070175438, 1e-14);
  EXPECT_DOUBLE_EQ(field(discriminability, "p"), 1.0 / 200);
  EXPECT_EQ(*row_of(compute_set("fingerprint", set, quick), "").estimate, 1);
  EXPECT_GT(*row_of(compute_set("i2c2", set), "").estimate, 0.9999);
}

// Two executions of each of two versions, identical within a version: of six pairs, two are of identical
// images and four have the Dice between the versions, which is known.
TEST(RealSets, TumourMasksOfTwoVersionsAgreeAsTheirDiceSays) {
  const auto shared = reprovip::test::shared_data();
  if (!shared || !fs::exists(*shared / "brats-vip")) {
    GTEST_SKIP() << "the real data \"brats-vip\" are not here; set REPROVIP_SHARED_DATA";
  }
  test::MemorySet set;
  for (const auto* version : {"v181", "v190"}) {
    const auto file = *shared / "brats-vip" / version / "exec_1/UPENN-GBM-00019/brainTumorMask_SRI.nii.gz";
    const auto data = read_real("labels", file);
    set.add(0, data, version);
    set.add(0, data, version);
  }
  const auto dice = compute_set("pairwise_dice", set, {{"labels", std::string("1, 2, 4, 1+2+4")}});
  EXPECT_NEAR((6 * *row_of(dice, "1").estimate - 2) / 4, 0.592, 5e-4);
  EXPECT_NEAR((6 * *row_of(dice, "2").estimate - 2) / 4, 0.940, 5e-4);
  EXPECT_NEAR((6 * *row_of(dice, "4").estimate - 2) / 4, 0.882, 5e-4);
  EXPECT_NEAR(field(row_of(dice, "1+2+4"), "min"), 0.955538, 5e-7);
  const auto raters = compute_set("raters", set);
  EXPECT_EQ(set.reads, 4U); // two distinct images, twice
  EXPECT_GT(*row_of(raters, "").estimate, 0.8);
  EXPECT_LT(*row_of(raters, "").estimate, 1);
  EXPECT_GT(field(row_of(raters, ""), "ac1"), 0.99);
  // Two say yes and two say no: the disagreement on a label is that of its pairs.
  EXPECT_NEAR(*row_of(raters, "1").estimate, *row_of(dice, "1").estimate, 1e-3);
}

} // namespace
} // namespace reprovip::score
