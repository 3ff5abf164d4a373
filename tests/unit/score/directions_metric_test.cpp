#include "harness/sys/hash.hpp"
#include "harness/voxels/nifti.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numbers>

namespace reprovip::score {
namespace {

using test::field;

// Images in NIfTI files: executions of one subject.
class Set : public OutputSet {
public:
  explicit Set(const std::vector<Image>& images) {
    targets = {"sub-01"};
    for (const auto& image : images) {
      Member member;
      member.name = "r" + std::to_string(members.size());
      member.column = static_cast<std::uint32_t>(members.size());
      member.digest = sys::sha256(voxels::nifti_bytes(image, voxels::VoxelType::float64).value());
      EXPECT_TRUE(voxels::write_nifti(path_of(member), image, voxels::VoxelType::float64));
      members.push_back(member);
    }
  }

  Result<std::shared_ptr<const Data>> read(const Member&) override {
    return failure(ErrorKind::internal, "NIfTI is streamed");
  }
  Result<sys::Path> file(const Member& member) override { return path_of(member); }
  std::string file_name(const Member&) const override { return "v1.nii.gz"; }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t) override { return std::nullopt; }
  std::optional<sys::Path> place_for(const std::string& name) override { return m_dir.path() / name; }

private:
  sys::Path path_of(const Member& member) const { return m_dir.path() / (member.name + ".nii.gz"); }
  reprovip::test::TempDir m_dir;
};

// One vector for each of three voxels: at an angle (degrees), along z, and nothing.
Image vectors(double degrees, bool last_axis = false) {
  const double angle = degrees * std::numbers::pi / 180;
  Image image;
  image.dims = {3, 1, 1};
  image.components = 3;
  image.values = {std::cos(angle), std::sin(angle), 0, 0, 0, 1, 0, 0, 0};
  if (last_axis) {
    image.dims.push_back(3);
    image.components = 1;
    image.values = {std::cos(angle), 0, 0, std::sin(angle), 0, 0, 0, 1, 0};
  }
  image.spacing.assign(image.dims.size(), 1);
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.datatype = "float64";
  return image;
}

Rows directions(Set& set, const Options& options = {}) {
  const auto plugin = find_metric("directions")->make(options).value();
  const auto rows = std::get<std::unique_ptr<SetMetric>>(plugin)->of(set, "");
  EXPECT_TRUE(rows) << render(rows.error());
  return *rows;
}

TEST(DirectionsMetric, GivesConeAndCoherence) {
  for (const bool last_axis : {false, true}) {
    Set set({vectors(0, last_axis), vectors(175, last_axis), vectors(5, last_axis), vectors(180, last_axis)});
    const auto finding = directions(set, {{"summary", std::string("worst")}}).front().second;
    EXPECT_NEAR(*finding.estimate, 5, 1e-10);
    EXPECT_NEAR(field(finding, "min_coherence"), .9563391364209252, 1e-12);
    EXPECT_NEAR(field(finding, "mean_cone"), 2.5, 1e-10);
    EXPECT_EQ(field(finding, "n_voxels"), 2);
    EXPECT_FALSE(finding.identical);
    const auto coherence = directions(set, {{"statistic", std::string("coherence")}}).front().second;
    EXPECT_NEAR(*coherence.estimate, (1 + .9563391364209252) / 2, 1e-12);
  }
}

TEST(DirectionsMetric, WritesItsMaps) {
  Set set({vectors(0), vectors(4)});
  const auto finding = directions(set, {{"write", std::string("cone, coherence")}}).front().second;
  ASSERT_EQ(finding.files, (std::vector<std::string>{"cone.nii.gz", "coherence.nii.gz"}));
  const auto map = voxels::read_nifti(*set.place_for("cone.nii.gz"));
  ASSERT_TRUE(map) << render(map.error());
  EXPECT_EQ(map->values.size(), 3U);
  EXPECT_NEAR(map->values[0], 2, 1e-6);
  EXPECT_TRUE(std::isnan(map->values[2]));
}

TEST(DirectionsMetric, OfIdenticalImagesIsZero) {
  Set set({vectors(30), vectors(30), vectors(30)});
  const auto finding = directions(set).front().second;
  EXPECT_EQ(*finding.estimate, 0);
  EXPECT_EQ(field(finding, "min_coherence"), 1);
  EXPECT_TRUE(finding.identical);
}

TEST(DirectionsMetric, NeverDropsADirectionThatIsMissing) {
  auto lost = vectors(1);
  lost.values[5] = 0;
  Set set({vectors(0), lost});
  const auto finding = directions(set).front().second;
  EXPECT_FALSE(finding.estimate);
  EXPECT_EQ(finding.decision, false);
  EXPECT_EQ(finding.reason, "1 voxels have a direction in some executions only");
}

TEST(DirectionsMetric, SaysWhatItCannotTake) {
  Set once({vectors(0)});
  EXPECT_EQ(directions(once).front().second.reason, "there is one execution only: repeat it");
  auto scalar = vectors(0);
  scalar.components = 1;
  scalar.values = {1, 2, 3};
  auto other = scalar;
  other.values = {1, 2, 4};
  Set scalars({scalar, other});
  EXPECT_FALSE(directions(scalars).front().second.estimate);
  auto moved = vectors(1);
  moved.affine[3] = 5;
  Set apart({vectors(0), moved});
  EXPECT_EQ(directions(apart).front().second.decision, false);
  EXPECT_FALSE(find_metric("directions")->make({{"statistic", std::string("angle")}}));
  EXPECT_FALSE(find_metric("directions")->make({{"write", std::string("fa")}}));
}

} // namespace
} // namespace reprovip::score
