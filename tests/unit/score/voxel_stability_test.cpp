#include "harness/score/metric.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace reprovip::score {
namespace {

using test::field;
using ::testing::HasSubstr;

// One subject's images in memory: column 0 is the reference.
class Levels : public OutputSet {
public:
  Levels() {
    across = true;
    columns = 2;
    levels = {"1.8", "1.9"};
    targets = {"sub-01"};
  }

  Levels& add(std::uint32_t column, std::vector<double> values) {
    Image image;
    image.dims = {values.size(), 1, 1};
    image.spacing = {1, 1, 1};
    image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    image.datatype = "float64";
    image.values = std::move(values);
    Member member;
    member.name = "r" + std::to_string(members.size());
    member.column = column;
    member.source = static_cast<std::uint32_t>(m_images.size());
    m_images.push_back(std::make_shared<const Data>(std::move(image)));
    members.push_back(std::move(member));
    return *this;
  }

  Result<std::shared_ptr<const Data>> read(const Member& member) override { return m_images[member.source]; }
  Result<sys::Path> file(const Member&) override { return failure(ErrorKind::data, "no file"); }
  std::string file_name(const Member&) const override { return "image.mha"; }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t) override { return std::nullopt; }
  std::optional<sys::Path> place_for(const std::string& name) override { return m_dir.path() / name; }

private:
  reprovip::test::TempDir m_dir;
  std::vector<std::shared_ptr<const Data>> m_images;
};

Rows compute(Levels& set, const Options& options = {}) {
  const auto plugin = find_metric("voxel_stability")->make(options);
  EXPECT_TRUE(plugin);
  const auto rows = std::get<std::unique_ptr<SetMetric>>(*plugin)->of(set, "");
  EXPECT_TRUE(rows);
  return rows ? *rows : Rows{};
}

// The second voxel never varies, the third is outside of it all.
Levels& references(Levels& set) {
  for (const double step : {1.0, 2.0, 3.0, 4.0, 5.0}) {
    set.add(0, {step, 7, 10 * step});
  }
  return set;
}

TEST(VoxelStabilityMetric, TestsEveryVoxelAgainstItsPrediction) {
  Levels set;
  references(set).add(1, {8, 7, 30});
  const auto rows = compute(set, {{"correction", std::string("none")}});
  ASSERT_EQ(rows.size(), 1U);
  const auto& finding = rows.front().second;
  EXPECT_EQ(field(finding, "tested"), 3);
  EXPECT_EQ(field(finding, "rejected"), 1);
  EXPECT_EQ(field(finding, "constant"), 1);
  EXPECT_NEAR(field(finding, "statistic"), 5 / std::sqrt(3.0), 1e-12);
  // R: 2 * pt(-5 / sqrt(3), 4)
  EXPECT_NEAR(field(finding, "p"), 0.0447085872796806, 1e-12);
  EXPECT_NEAR(*finding.estimate, 1.0 / 3, 1e-15);
  EXPECT_EQ(finding.decision, false);
  EXPECT_EQ(finding.notes.front(), "reference: 1.8");
  const auto holm = compute(set);
  EXPECT_EQ(holm.front().second.decision, true);
  EXPECT_NEAR(field(holm.front().second, "p"), 3 * 0.0447085872796806, 1e-12);
}

TEST(VoxelStabilityMetric, LeavesEachReferenceOut) {
  Levels set;
  references(set).add(1, {40, 7, 30});
  const auto finding = compute(set).front().second;
  EXPECT_EQ(finding.decision, false);
  EXPECT_NEAR(field(finding, "p_loo"), 1.0 / 6, 1e-15);
  EXPECT_EQ(field(finding, "loo_rate"), 0);
  const auto quick = compute(set, {{"leave_out", false}}).front().second;
  EXPECT_EQ(field(quick, "p"), field(finding, "p"));
  EXPECT_THROW(field(quick, "p_loo"), std::runtime_error);
}

TEST(VoxelStabilityMetric, RejectsWhatIsNoNumberAndWhatAConstantIsNot) {
  Levels set;
  references(set).add(1, {std::numeric_limits<double>::quiet_NaN(), 7.5, 30});
  const auto finding = compute(set).front().second;
  EXPECT_EQ(field(finding, "rejected"), 2);
  EXPECT_EQ(field(finding, "p"), 0);
  const auto coarse = compute(set, {{"resolution", 1.0}}).front().second;
  EXPECT_EQ(field(coarse, "rejected"), 1);
}

TEST(VoxelStabilityMetric, RejectsANumberWhereTheReferencesHaveNone) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  Levels set;
  set.add(0, {1, none}).add(0, {2, none}).add(0, {3, none}).add(1, {2, 5});
  const auto finding = compute(set).front().second;
  EXPECT_EQ(field(finding, "rejected"), 1);
  EXPECT_EQ(finding.decision, false);
  Levels same;
  same.add(0, {1, none}).add(0, {2, none}).add(0, {3, none}).add(1, {2, none});
  EXPECT_EQ(compute(same).front().second.decision, true);
}

TEST(VoxelStabilityMetric, HasARowForEachOtherLevel) {
  Levels set;
  set.columns = 3;
  set.levels = {"1.8", "1.9", "2.0"};
  references(set).add(1, {3, 7, 30}).add(2, {90, 7, 30});
  const auto rows = compute(set, {{"write", std::string("statistic")}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].first, "1.9");
  EXPECT_EQ(rows[0].second.decision, true);
  EXPECT_EQ(rows[1].second.decision, false);
  ASSERT_EQ(rows[1].second.files.size(), 1U);
}

TEST(VoxelStabilityMetric, PassesByIdentityWhenNothingVaries) {
  Levels set;
  set.add(0, {1, 2}).add(0, {1, 2}).add(0, {1, 2}).add(1, {1, 2});
  EXPECT_TRUE(compute(set).front().second.identical);
}

TEST(VoxelStabilityMetric, SaysWhatItCannotTest) {
  Levels few;
  few.add(0, {1, 2}).add(0, {1, 2}).add(1, {1, 2});
  EXPECT_THAT(compute(few).front().second.reason, HasSubstr("2 executions of 1.8: it takes 3"));
  Levels alone;
  alone.across = false;
  EXPECT_THAT(compute(references(alone)).front().second.reason, HasSubstr("add across"));
  Levels other;
  references(other).add(1, {1, 2});
  EXPECT_EQ(compute(other).front().second.decision, false);
  EXPECT_FALSE(compute(other).front().second.estimate);
}

} // namespace
} // namespace reprovip::score
