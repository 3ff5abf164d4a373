#include "harness/stats/rigid.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace reprovip::score {
namespace {

using test::compare;
using test::field;

const std::vector<std::string> k_kinds = {"rms_deviation", "framewise_displacement", "displacement"};

Vector transform(const stats::RigidMotion& motion) {
  Vector vector;
  for (const double element : stats::compose(motion)) {
    vector.values.push_back({element, 0});
  }
  vector.lines = 4;
  vector.columns = 4;
  return vector;
}

const stats::RigidMotion k_rest = {};
const stats::RigidMotion k_a = {{1, -1, .5}, {.01, -.02, .03}};
const stats::RigidMotion k_b = {{1.1, -.9, .4}, {.012, -.018, .025}};

Finding between(const std::string& kind, const stats::RigidMotion& a, const stats::RigidMotion& b,
                const Options& options = {}) {
  return compare(kind, transform(a), transform(b), options).front().second;
}

TEST(TransformMetrics, GiveJenkinsonsDeviation) {
  EXPECT_EQ(*between("rms_deviation", k_rest, {{1, 2, 2}, {}}).estimate, 3);
  EXPECT_NEAR(*between("rms_deviation", k_rest, {{}, {.01, 0, 0}}).estimate, 0.5059623174444692, 1e-14);
  EXPECT_NEAR(
      *between("rms_deviation", k_rest, {{}, {.01, 0, 0}}, {{"centre", std::string("0, 50, 0")}}).estimate,
      0.7113338058516472, 1e-14);
  EXPECT_NEAR(*between("rms_deviation", k_a, k_b, {{"centre", std::string("90, 126, 72")}}).estimate,
              1.0178819256813687, 1e-13);
}

TEST(TransformMetrics, GivePowersDisplacement) {
  const auto finding = between("framewise_displacement", k_a, k_b);
  EXPECT_NEAR(*finding.estimate, 0.75, 1e-14);
  EXPECT_NEAR(field(finding, "tx"), .1, 1e-15);
  EXPECT_NEAR(field(finding, "rz"), .005, 1e-15);
  EXPECT_NEAR(field(finding, "translation"), std::sqrt(.03), 1e-15);
  EXPECT_NEAR(*between("framewise_displacement", k_a, k_b, {{"radius", 100.0}}).estimate, 1.2, 1e-14);
}

TEST(TransformMetrics, CountTheShorterWayRound) {
  const double pi = std::numbers::pi;
  const auto finding = between("framewise_displacement", {{}, {pi - .01, 0, 0}}, {{}, {.01 - pi, 0, 0}});
  EXPECT_NEAR(field(finding, "rx"), .02, 1e-12);
  EXPECT_NEAR(field(finding, "rotation_deg"), .02 * 180 / pi, 1e-10);
}

TEST(TransformMetrics, GiveTheLargestDisplacementOfACube) {
  // About z by an angle: the corners move by 2 sin(angle / 2) sqrt(2) half.
  const auto finding = between("displacement", k_rest, {{}, {0, 0, .1}}, {{"radius", 50.0}});
  EXPECT_NEAR(*finding.estimate, 2 * std::sin(.05) * std::sqrt(2) * 50, 1e-12);
  EXPECT_EQ(*between("displacement", k_rest, {{0, 3, 4}, {}}).estimate, 5);
}

Image box_mask() {
  Image image;
  image.dims = {3, 2, 2};
  image.spacing = {2, 2, 2};
  image.affine = {2, 0, 0, 10, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1};
  image.values.assign(12, 0);
  image.values[0] = 1;
  image.values[2] = 1; // voxels (0, 0, 0) and (2, 0, 0): 10 and 14 mm on x, in FSL's mm 4 and 0
  return image;
}

TEST(TransformMetrics, MeasureInsideAMask) {
  const reprovip::test::TempDir folder;
  const auto file = (folder.path() / "mask.nii").string();
  ASSERT_TRUE(voxels::write_nifti(file, box_mask()));
  const stats::RigidMotion turn = {{}, {0, 0, .1}};
  const auto finding = between("displacement", k_rest, turn, {{"mask", file}});
  const double per_mm = 2 * std::sin(.05);
  EXPECT_NEAR(*finding.estimate, 14 * per_mm, 1e-12);
  EXPECT_NEAR(field(finding, "mean_displacement"), 12 * per_mm, 1e-12);
  EXPECT_NEAR(field(finding, "rms_displacement"), std::sqrt((100 + 196) / 2.0) * per_mm, 1e-12);
  const Options fsl = {
      {"mask", file}, {"coordinates", std::string("fsl")}, {"estimate", std::string("mean")}};
  EXPECT_NEAR(*between("displacement", k_rest, turn, fsl).estimate, 2 * per_mm, 1e-12);
  // The centre of the ball is that of the mask.
  EXPECT_NEAR(*between("rms_deviation", k_rest, turn, {{"mask", file}}).estimate,
              *between("rms_deviation", k_rest, turn, {{"centre", std::string("12 0 0")}}).estimate, 1e-14);
}

TEST(TransformMetrics, AreSymmetricAndZeroOfTheSame) {
  auto stretched = transform(k_a);
  stretched.values[0].value = 1.3;
  for (const auto& kind : k_kinds) {
    const auto forth = compare(kind, stretched, transform(k_b)).front().second;
    const auto back = compare(kind, transform(k_b), stretched).front().second;
    EXPECT_NEAR(*forth.estimate, *back.estimate, 1e-13) << kind;
    EXPECT_NEAR(*between(kind, k_a, k_a).estimate, 0, 1e-13) << kind;
    const auto plugin = find_metric(kind)->make({}).value();
    EXPECT_EQ(*std::get<std::unique_ptr<PairMetric>>(plugin)->identity().estimate, 0);
  }
}

TEST(TransformMetrics, DoNotGuessWhatIsNoTransform) {
  auto mirror = transform(k_a);
  mirror.values[0].value = -1;
  EXPECT_FALSE(compare("framewise_displacement", mirror, transform(k_a)).front().second.estimate);
  const auto finding = compare("displacement", mirror, transform(k_a)).front().second;
  EXPECT_TRUE(finding.estimate);
  EXPECT_THROW(field(finding, "rx"), std::runtime_error);
  auto flat = transform(k_rest);
  flat.values[0].value = 0;
  EXPECT_EQ(compare("rms_deviation", flat, transform(k_a)).front().second.reason, "a transform is singular");
  for (const auto& kind : k_kinds) {
    EXPECT_FALSE(compare(kind, Text{"x"}, transform(k_a)).front().second.estimate);
  }
}

TEST(TransformMetrics, RefuseWhatTheyDoNotKnow) {
  EXPECT_FALSE(find_metric("rms_deviation")->make({{"radius", 0.0}}));
  EXPECT_FALSE(find_metric("rms_deviation")->make({{"centre", std::string("1, 2")}}));
  EXPECT_FALSE(find_metric("rms_deviation")->make({{"mask", std::string("/none.nii")}}));
  EXPECT_FALSE(find_metric("displacement")->make({{"estimate", std::string("mean")}}));
  EXPECT_FALSE(find_metric("displacement")->make({{"coordinates", std::string("lps")}}));
}

TEST(TransformMetrics, DeclareEveryFieldTheyGive) {
  for (const auto& kind : k_kinds) {
    const auto& names = find_metric(kind)->declaration.names;
    for (const auto& [name, value] : between(kind, k_a, k_b).fields) {
      EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << kind << " " << name;
    }
  }
}

} // namespace
} // namespace reprovip::score
