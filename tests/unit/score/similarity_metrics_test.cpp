#include "harness/base/format.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace reprovip::score {
namespace {

using test::compare;
using test::field;

constexpr std::size_t k_side = 16;

Image grid(std::vector<std::size_t> dims) {
  Image image;
  image.dims = std::move(dims);
  image.spacing.assign(image.dims.size(), 1);
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.datatype = "float64";
  return image;
}

// The images of scikit-image's numbers: x = (7i + 13j + 29k) mod 32 and y = x + ((i + 2j + 3k) mod 5) - 2.
Image procedural(bool second) {
  auto image = grid({k_side, k_side, k_side});
  for (std::size_t k = 0; k < k_side; ++k) {
    for (std::size_t j = 0; j < k_side; ++j) {
      for (std::size_t i = 0; i < k_side; ++i) {
        const auto x = static_cast<double>((7 * i + 13 * j + 29 * k) % 32);
        image.values.push_back(second ? x + static_cast<double>((i + 2 * j + 3 * k) % 5) - 2 : x);
      }
    }
  }
  return image;
}

Finding similarity(const std::string& kind, const Options& options = {}) {
  return compare(kind, procedural(false), procedural(true), options).front().second;
}

const std::vector<std::string> k_kinds = {"mae", "rmse", "nrmse", "psnr", "ncc", "ssim", "histogram"};

Options first(Options options = {}) {
  options["reference"] = std::string("first");
  return options;
}

TEST(SimilarityMetrics, GiveTheNumbersOfScikitImage) {
  EXPECT_NEAR(*similarity("rmse").estimate, std::sqrt(2.00048828125), 1e-15);
  EXPECT_EQ(field(similarity("mae"), "mse"), 2.00048828125);
  EXPECT_EQ(field(similarity("mae"), "max_abs"), 2);
  EXPECT_NEAR(*similarity("nrmse", first()).estimate, .07838069959561401, 1e-16);
  EXPECT_NEAR(*similarity("nrmse", first({{"normalisation", std::string("min-max")}})).estimate,
              .045625360817069985, 1e-16);
  EXPECT_NEAR(*similarity("nrmse", first({{"normalisation", std::string("mean")}})).estimate,
              .09125072163413997, 1e-16);
  EXPECT_NEAR(*similarity("psnr", {{"data_range", 32.0}}).estimate, 27.09163944990463, 1e-13);
  EXPECT_NEAR(*similarity("psnr", {{"data_range", 255.0}}).estimate, 45.11944349218561, 1e-13);
  EXPECT_NEAR(*similarity("ncc").estimate, .9884505554606411, 1e-15);
  EXPECT_NEAR(*similarity("ssim", {{"data_range", 32.0}}).estimate, .9884611943397882, 1e-14);
  EXPECT_NEAR(*similarity("ssim", {{"data_range", 32.0}, {"window", std::string("gaussian")}}).estimate,
              .9884381300963847, 1e-14);
  EXPECT_NEAR(*similarity("histogram").estimate, .08154296875, 1e-15);
  EXPECT_NEAR(*similarity("histogram", {{"distance", std::string("ks")}}).estimate, .01904296875, 1e-15);
}

TEST(SimilarityMetrics, TakeTheRangeOfTheReference) {
  EXPECT_EQ(field(similarity("psnr", first()), "data_range"), 31);
  EXPECT_EQ(field(similarity("ssim", first()), "data_range"), 31);
}

TEST(SimilarityMetrics, AreSymmetric) {
  for (const auto& kind : k_kinds) {
    const auto forth = compare(kind, procedural(false), procedural(true)).front().second;
    const auto back = compare(kind, procedural(true), procedural(false)).front().second;
    EXPECT_NEAR(*forth.estimate, *back.estimate, 1e-15) << kind;
  }
}

TEST(SimilarityMetrics, OfEqualVoxelsAreThoseOfIdentity) {
  for (const auto& kind : k_kinds) {
    const auto plugin = find_metric(kind)->make({}).value();
    const auto identity = std::get<std::unique_ptr<PairMetric>>(plugin)->identity();
    const auto finding = compare(kind, procedural(false), procedural(false)).front().second;
    EXPECT_EQ(*finding.estimate, *identity.estimate) << kind;
    auto constant = grid({8, 8, 8});
    constant.values.assign(512, 3);
    EXPECT_EQ(*compare(kind, constant, constant).front().second.estimate, *identity.estimate) << kind;
    EXPECT_FALSE(std::get<std::unique_ptr<PairMetric>>(plugin)->is_worse(identity, finding));
  }
}

TEST(SimilarityMetrics, TakeAnotherGeometryForAFinding) {
  for (const auto& kind : k_kinds) {
    auto moved = procedural(true);
    moved.affine[3] = 1;
    const auto finding = compare(kind, procedural(false), moved).front().second;
    EXPECT_FALSE(finding.estimate);
    EXPECT_EQ(finding.decision, false);
    EXPECT_EQ(finding.reason, "the voxels lie elsewhere: origin 0 and 1 mm on world axis 1");
    EXPECT_FALSE(compare(kind, procedural(false), Text{"x"}).front().second.estimate);
  }
}

TEST(SimilarityMetrics, NeverDropAnotherPatternOfNan) {
  for (const auto& kind : k_kinds) {
    auto a = procedural(false);
    auto b = procedural(true);
    a.values[5] = std::nan("");
    const auto mismatch = compare(kind, a, b).front().second;
    EXPECT_FALSE(mismatch.estimate);
    EXPECT_EQ(mismatch.decision, false);
    b.values[5] = std::nan("");
    const auto alike = compare(kind, a, b).front().second;
    EXPECT_TRUE(alike.estimate) << kind;
    EXPECT_EQ(field(alike, "n_excluded"), 1);
  }
}

// Three volumes: equal, off by one, equal.
Image series(double offset) {
  auto image = grid({8, 8, 8, 3});
  for (std::size_t i = 0; i < 3 * 512; ++i) {
    image.values.push_back(static_cast<double>(i % 13) + (i / 512 == 1 ? offset : 0));
  }
  return image;
}

TEST(SimilarityMetrics, GoVolumeByVolume) {
  const auto worst = compare("rmse", series(0), series(1));
  ASSERT_EQ(worst.size(), 1U);
  EXPECT_EQ(*worst.front().second.estimate, 1);
  EXPECT_EQ(worst.front().second.notes.back(), "the worst of 3 volumes: 2");
  const auto each = compare("ssim", series(0), series(1), {{"volumes", std::string("each")}});
  ASSERT_EQ(each.size(), 3U);
  EXPECT_EQ(each[0].first, "1");
  EXPECT_EQ(*each[0].second.estimate, 1);
  EXPECT_LT(*each[1].second.estimate, 1);
}

TEST(SimilarityMetrics, GoComponentByComponent) {
  auto a = grid({2, 2, 2});
  a.components = 2;
  for (int i = 0; i < 16; ++i) {
    a.values.push_back(i);
  }
  auto b = a;
  b.values[3] += 4;
  const auto rows = compare("mae", a, b, {{"volumes", std::string("each")}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(*rows[0].second.estimate, 0);
  EXPECT_EQ(rows[1].first, "1.2");
  EXPECT_EQ(*rows[1].second.estimate, 0.5);
}

TEST(SimilarityMetrics, LookInsideAMask) {
  auto a = grid({2, 2, 2});
  auto b = a;
  a.values = {0, 0, 0, 0, 0, 0, 1, 3};
  b.values = {0, 0, 0, 0, 0, 0, 1, 5};
  EXPECT_EQ(*compare("mae", a, b).front().second.estimate, 0.25);
  EXPECT_EQ(*compare("mae", a, b, {{"voxels", std::string("nonzero")}}).front().second.estimate, 1);
  const reprovip::test::TempDir folder;
  const auto file = folder.path() / "mask.nii.gz";
  auto mask = a;
  mask.values = {0, 0, 0, 0, 0, 0, 0, 1};
  ASSERT_TRUE(voxels::write_nifti(file, mask));
  EXPECT_EQ(*compare("mae", a, b, {{"mask", file.string()}}).front().second.estimate, 2);
  mask.dims = {2, 2, 1};
  mask.values.resize(4);
  ASSERT_TRUE(voxels::write_nifti(file, mask));
  EXPECT_TRUE(compare("mae", a, b, {{"mask", file.string()}})
                  .front()
                  .second.reason.starts_with("the mask does not fit"));
  EXPECT_FALSE(find_metric("mae")->make({{"mask", std::string("/none.nii")}}));
}

TEST(SimilarityMetrics, AreUndefinedWhereTheReferenceIsConstant) {
  auto a = grid({8, 8, 8});
  a.values.assign(512, 0);
  auto b = a;
  b.values[7] = 1;
  for (const auto* kind : {"nrmse", "psnr", "ncc", "ssim"}) {
    EXPECT_FALSE(compare(kind, a, b).front().second.estimate) << kind;
  }
  EXPECT_TRUE(compare("ssim", a, b, {{"data_range", 1.0}}).front().second.estimate);
  EXPECT_TRUE(compare("psnr", a, b, {{"data_range", 1.0}}).front().second.estimate);
}

TEST(SimilarityMetrics, SayThatAnImageIsSmallerThanTheWindow) {
  auto a = grid({4, 4});
  a.values.assign(16, 1);
  a.values[0] = 2;
  EXPECT_EQ(compare("ssim", a, a).front().second.reason,
            "no window of 7 voxels a side is whole, in the mask and finite");
}

TEST(SimilarityMetrics, DeclareEveryFieldTheyGive) {
  for (const auto& kind : k_kinds) {
    const auto& names = find_metric(kind)->declaration.names;
    for (const auto& [name, value] : similarity(kind).fields) {
      EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << kind << " " << name;
    }
    EXPECT_FALSE(find_metric(kind)->formula.empty());
    EXPECT_FALSE(find_metric(kind)->source.empty());
  }
}

TEST(SimilarityMetrics, RefuseWhatTheyDoNotKnow) {
  EXPECT_FALSE(find_metric("nrmse")->make({{"normalisation", std::string("median")}}));
  EXPECT_FALSE(find_metric("psnr")->make({{"data_range", -1.0}}));
  EXPECT_FALSE(find_metric("ssim")->make({{"window", std::string("square")}}));
  EXPECT_FALSE(find_metric("histogram")->make({{"bins", 0.0}}));
  EXPECT_FALSE(find_metric("histogram")->make({{"distance", std::string("emd")}}));
  EXPECT_FALSE(find_metric("mae")->make({{"volumes", std::string("some")}}));
  EXPECT_FALSE(find_metric("nrmse")->make({{"reference", std::string("second")}}));
}

} // namespace
} // namespace reprovip::score
