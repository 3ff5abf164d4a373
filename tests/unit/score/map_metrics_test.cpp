#include "harness/score/metric.hpp"
#include "harness/stats/sums.hpp"
#include "harness/sys/hash.hpp"
#include "harness/voxels/nifti.hpp"
#include "harness/voxels/nifti_write.hpp"

#include "tests/support/support.hpp"
#include "tests/unit/score/samples.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <random>

namespace reprovip::score {
namespace {

using voxels::VoxelType;

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

Image image_of(std::vector<double> values, std::vector<std::size_t> dims = {}) {
  Image image;
  image.dims = dims.empty() ? std::vector<std::size_t>{values.size(), 1, 1} : std::move(dims);
  image.spacing.assign(image.dims.size(), 1);
  image.affine = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  image.datatype = "float64";
  image.values = std::move(values);
  return image;
}

// Images in files, or in memory as another reader gives them.
class Set : public OutputSet {
public:
  explicit Set(bool in_files = true, VoxelType type = VoxelType::float64)
      : m_in_files(in_files), m_type(type) {}

  Set& add(const Image& image, std::uint32_t target = 0) {
    Member member;
    member.name = "r" + std::to_string(members.size());
    member.target = target;
    member.column = static_cast<std::uint32_t>(members.size());
    member.source = member.column;
    while (targets.size() <= target) {
      targets.push_back("s" + std::to_string(targets.size()));
    }
    member.digest = sys::sha256(voxels::nifti_bytes(image, m_type).value());
    EXPECT_TRUE(voxels::write_nifti(path_of(member), image, m_type));
    m_images.push_back(std::make_shared<const Data>(image));
    members.push_back(std::move(member));
    return *this;
  }

  Result<std::shared_ptr<const Data>> read(const Member& member) override { return m_images[member.source]; }
  Result<sys::Path> file(const Member& member) override { return path_of(member); }
  std::string file_name(const Member&) const override { return m_in_files ? "map.nii.gz" : "map.mha"; }
  std::optional<Result<std::shared_ptr<const Data>>> truth(std::uint32_t) override { return std::nullopt; }
  std::optional<sys::Path> place_for(const std::string& name) override {
    return keeps ? std::optional(m_dir.path() / name) : std::nullopt;
  }

  sys::Path path_of(const Member& member) const { return m_dir.path() / (member.name + ".nii.gz"); }
  std::string write(const std::string& name, const Image& image) const {
    EXPECT_TRUE(voxels::write_nifti(m_dir.path() / name, image, VoxelType::int16));
    return (m_dir.path() / name).string();
  }

  bool keeps = true;

private:
  bool m_in_files;
  VoxelType m_type;
  reprovip::test::TempDir m_dir;
  std::vector<std::shared_ptr<const Data>> m_images;
};

Rows rows_of(const std::string& kind, Set& set, const Options& options = {}) {
  const auto plugin = find_metric(kind)->make(options);
  EXPECT_TRUE(plugin) << plugin.error().message;
  auto rows = std::get<std::unique_ptr<SetMetric>>(*plugin)->of(set, "");
  EXPECT_TRUE(rows) << rows.error().message;
  return std::move(*rows);
}

Finding finding_of(const std::string& kind, Set& set, const Options& options = {}) {
  return rows_of(kind, set, options).front().second;
}

std::vector<Image> random_images(std::size_t count, std::size_t voxels) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<Image> images;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double> values;
    for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
      values.push_back(static_cast<double>(voxel) + 1 + 1e-3 * normal(random));
    }
    images.push_back(image_of(std::move(values), {voxels / 4, 2, 2}));
  }
  return images;
}

double sd_of(const std::vector<Image>& images, std::size_t voxel) {
  std::vector<double> values;
  for (const auto& image : images) {
    values.push_back(image.values[voxel]);
  }
  return std::sqrt(stats::moments(values).variance());
}

TEST(MapMetrics, SummariseWhatEveryVoxelHas) {
  const auto images = random_images(6, 40);
  for (const bool in_files : {true, false}) {
    Set set(in_files);
    for (const auto& image : images) {
      set.add(image);
    }
    double sum = 0;
    double largest = 0;
    for (std::size_t voxel = 0; voxel < 40; ++voxel) {
      sum += sd_of(images, voxel) / 40;
      largest = std::max(largest, sd_of(images, voxel));
    }
    const auto finding = finding_of("maps", set);
    EXPECT_NEAR(*finding.estimate, sum, 1e-14);
    EXPECT_NEAR(test::field(finding, "max_sd"), largest, 1e-14);
    EXPECT_EQ(test::field(finding, "n_differ"), 40);
    EXPECT_FALSE(finding.identical);
    EXPECT_EQ(finding.files, (std::vector<std::string>{"mean.nii.gz", "sd.nii.gz"}));
    const auto map = voxels::read_nifti(*set.place_for("sd.nii.gz")).value();
    EXPECT_EQ(map.datatype, "float32");
    EXPECT_EQ(map.dims, images[0].dims);
    EXPECT_NEAR(map.values[7], sd_of(images, 7), 1e-9);
    EXPECT_NEAR(*finding_of("maps", set, {{"summary", std::string("worst")}}).estimate, largest, 1e-14);
    EXPECT_GT(*finding_of("maps", set, {{"statistic", std::string("cv")}}).estimate, 0);
  }
}

TEST(MapMetrics, AreOfMaskAndLabels) {
  Set set;
  set.add(image_of({1, 2, 3, 4})).add(image_of({1, 4, 3, 8}));
  const auto mask = set.write("mask.nii", image_of({1, 1, 1, 0}));
  const auto labels = set.write("labels.nii.gz", image_of({7, 2, 0, 2}));
  const auto rows = rows_of("maps", set, {{"mask", mask}, {"labels", labels}});
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].first, "");
  EXPECT_EQ(rows[1].first, "2");
  EXPECT_EQ(rows[2].first, "7");
  EXPECT_NEAR(*rows[0].second.estimate, std::sqrt(2.0) / 3, 1e-15);
  EXPECT_NEAR(*rows[1].second.estimate, std::sqrt(2.0), 1e-15) << "within the mask";
  EXPECT_EQ(*rows[2].second.estimate, 0);
  EXPECT_TRUE(rows[2].second.identical);
  EXPECT_EQ(test::field(rows[0].second, "n_voxels"), 3);
  const auto other = set.write("other.nii", image_of({1, 1, 1}));
  EXPECT_NE(finding_of("maps", set, {{"mask", other}}).reason.find("mask does not fit"), std::string::npos);
  const auto broken = find_metric("maps")->make({{"mask", std::string("/nowhere.nii")}});
  EXPECT_FALSE(std::get<std::unique_ptr<SetMetric>>(*broken)->of(set, ""));
}

TEST(MapMetrics, MaskOfOneVolumeSpeaksOfEveryVolumeOfASeries) {
  Set set;
  set.add(image_of({1, 2, 3, 4}, {2, 1, 1, 2})).add(image_of({1, 2, 3, 8}, {2, 1, 1, 2}));
  const auto mask = set.write("mask.nii", image_of({0, 1}));
  const auto finding = finding_of("maps", set, {{"mask", mask}});
  EXPECT_EQ(test::field(finding, "n_voxels"), 2);
  EXPECT_NEAR(*finding.estimate, std::sqrt(8.0) / 2, 1e-15);
}

TEST(MapMetrics, EqualDigestsAreReadOnce) {
  Set set;
  set.add(image_of({1, 0, -2})).add(image_of({1, 0, -2})).add(image_of({1, 0, -2}));
  std::filesystem::remove(set.path_of(set.members[1]));
  std::filesystem::remove(set.path_of(set.members[2]));
  const auto maps = finding_of("maps", set);
  EXPECT_EQ(*maps.estimate, 0);
  EXPECT_TRUE(maps.identical);
  const auto bits = finding_of("sigdigits", set);
  EXPECT_EQ(*bits.estimate, 53);
  EXPECT_TRUE(bits.identical);
  EXPECT_EQ(bits.label, "exact");
  EXPECT_EQ(test::field(bits, "share_enough"), 1);
  Set single(true, VoxelType::float32);
  single.add(image_of({1, 0, -2})).add(image_of({1, 0, -2}));
  EXPECT_EQ(*finding_of("sigdigits", single).estimate, 24);
}

TEST(MapMetrics, NanInSomeExecutionsOnlyIsADifference) {
  Set set;
  set.add(image_of({1, k_nan, 3})).add(image_of({1, 2, 3}));
  const auto finding = finding_of("maps", set);
  EXPECT_FALSE(finding.estimate);
  EXPECT_EQ(finding.decision, false);
  EXPECT_EQ(test::field(finding, "n_sometimes_a_number"), 1);
  const auto bits = finding_of("sigdigits", set, {{"summary", std::string("worst")}});
  EXPECT_EQ(*bits.estimate, 0);
  EXPECT_FALSE(bits.identical);
  Set same;
  same.add(image_of({1, k_nan, 3})).add(image_of({1, k_nan, 4}));
  EXPECT_TRUE(finding_of("maps", same).estimate);
  EXPECT_EQ(test::field(finding_of("maps", same), "n_never_a_number"), 1);
}

TEST(MapMetrics, OtherGridsAreADisagreement) {
  for (const auto* kind : {"maps", "sigdigits"}) {
    Set set;
    set.add(image_of({1, 2, 3})).add(image_of({1, 2}));
    const auto finding = finding_of(kind, set);
    EXPECT_FALSE(finding.estimate);
    EXPECT_EQ(finding.decision, false);
    EXPECT_NE(finding.reason.find("r0 and r1"), std::string::npos) << finding.reason;
  }
}

TEST(MapMetrics, TooFewExecutionsAreUndefined) {
  Set one;
  one.add(image_of({1, 2}));
  EXPECT_NE(finding_of("maps", one).reason.find("repeat"), std::string::npos);
  Set two;
  two.add(image_of({1, 2})).add(image_of({1, 3}), 1);
  EXPECT_NE(finding_of("sigdigits", two).reason.find("cell"), std::string::npos);
  EXPECT_NE(finding_of("icc_map", two).reason.find("repeat"), std::string::npos);
  EXPECT_NE(finding_of("icc_map", one).reason.find("subjects"), std::string::npos);
}

TEST(MapMetrics, NothingIsWrittenWhereNobodyKeepsIt) {
  Set set;
  set.keeps = false;
  set.add(image_of({1, 2})).add(image_of({1, 3}));
  EXPECT_TRUE(finding_of("maps", set).files.empty());
  set.keeps = true;
  EXPECT_TRUE(finding_of("maps", set, {{"write", std::string("none")}}).files.empty());
  EXPECT_EQ(finding_of("maps", set, {{"write", std::string("cv,range")}}).files.size(), 2U);
}

TEST(MapMetrics, UnreadableFilesAreAnError) {
  Set set;
  set.add(image_of({1, 2})).add(image_of({1, 3})).add(image_of({1, 4}));
  std::filesystem::resize_file(set.path_of(set.members[1]), 20);
  const auto plugin = find_metric("maps")->make({});
  const auto rows = std::get<std::unique_ptr<SetMetric>>(*plugin)->of(set, "");
  ASSERT_FALSE(rows);
  EXPECT_NE(render(rows.error()).find("while reading r1"), std::string::npos) << render(rows.error());
}

// Golden I of the specification: x_i = 2 + ((37 i mod 101) - 50) 1e-9.
TEST(Sigdigits, GoldenValuesAreReached) {
  Set set;
  for (int i = 0; i < 30; ++i) {
    set.add(image_of(std::vector<double>(3, 2 + (37 * i % 101 - 50) * 1e-9)));
  }
  const auto cnh = finding_of("sigdigits", set);
  EXPECT_NEAR(*cnh.estimate, 24.612412213283207, 1e-7);
  EXPECT_NEAR(test::field(cnh, "digits"), 24.612412213283207 * std::log10(2.0), 1e-7);
  EXPECT_EQ(test::field(cnh, "share_enough"), 1);
  EXPECT_EQ(test::field(cnh, "share_whole_mantissa"), 0);
  EXPECT_NEAR(*finding_of("sigdigits", set, {{"ddof", std::int64_t{0}}}).estimate, 24.63686701352368, 1e-7);
  EXPECT_EQ(*finding_of("sigdigits", set, {{"method", std::string("general")}}).estimate, 25);
  EXPECT_NEAR(*finding_of("sigdigits", set, {{"method", std::string("parker")}}).estimate, 26.01011077882388,
              1e-7);
  EXPECT_NEAR(
      *finding_of("sigdigits", set, {{"error", std::string("absolute")}, {"ddof", std::int64_t{0}}}).estimate,
      23.63686701352368, 1e-7);
}

TEST(Sigdigits, SharesAreOfVoxelsThatHaveBits) {
  Set set;
  set.add(image_of({1000, 1, -1, 5})).add(image_of({1001, 1.5, 1, 5})).add(image_of({1002, 1, 0, 5}));
  const auto finding = finding_of("sigdigits", set, {{"method", std::string("general")}, {"enough", 9.0}});
  EXPECT_EQ(test::field(finding, "n_undefined"), 1) << "relative to 0";
  EXPECT_NEAR(test::field(finding, "share_enough"), 2.0 / 3, 1e-15);
  EXPECT_EQ(test::field(finding, "worst_bits"), 1);
  Set integers(true, VoxelType::int16);
  integers.add(image_of({1000})).add(image_of({1001}));
  EXPECT_EQ(finding_of("sigdigits", integers).notes.size(), 1U);
}

TEST(IccMap, IsTheIccOfEveryVoxel) {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal;
  std::vector<std::vector<std::vector<double>>> tables(5); // voxel, target, repetition
  Set set;
  for (std::uint32_t target = 0; target < 4; ++target) {
    for (int run = 0; run < 3; ++run) {
      std::vector<double> values;
      for (auto& table : tables) {
        table.resize(4);
        values.push_back(100 + 5 * static_cast<double>(target) + normal(random));
        table[target].push_back(values.back());
      }
      set.add(image_of(std::move(values)), target);
    }
  }
  double icc = 0;
  double nu = 0;
  for (const auto& table : tables) {
    icc += *test::compute("icc", table, {{"form", std::string("1")}}).estimate / 5;
    nu += *test::compute("nu", table).estimate / 5;
  }
  const auto finding = finding_of("icc_map", set, {{"write", std::string("icc, nu")}});
  EXPECT_NEAR(*finding.estimate, icc, 1e-12);
  EXPECT_NEAR(test::field(finding, "mean_nu"), nu, 1e-12);
  EXPECT_EQ(finding.files, (std::vector<std::string>{"icc.nii.gz", "nu.nii.gz"}));
  EXPECT_NEAR(*finding_of("icc_map", set, {{"statistic", std::string("nu")}}).estimate, nu, 1e-12);
  EXPECT_GE(*finding_of("icc_map", set, {{"summary", std::string("median")}}).estimate,
            *finding_of("icc_map", set, {{"summary", std::string("worst")}}).estimate);
}

TEST(MapMetrics, OptionsAreChecked) {
  EXPECT_FALSE(find_metric("maps")->make({{"statistic", std::string("median")}}));
  EXPECT_FALSE(find_metric("maps")->make({{"write", std::string("mean, nothing")}}));
  EXPECT_FALSE(find_metric("maps")->make({{"tau", -1.0}}));
  EXPECT_FALSE(find_metric("sigdigits")->make({{"method", std::string("guess")}}));
  EXPECT_FALSE(find_metric("sigdigits")->make({{"probability", 1.0}}));
  EXPECT_FALSE(find_metric("sigdigits")->make({{"summary", std::string("mode")}}));
  EXPECT_FALSE(find_metric("icc_map")->make({{"statistic", std::string("kappa")}}));
  EXPECT_FALSE(find_metric("icc_map")->make({{"quantile", 1.5}}));
}

} // namespace
} // namespace reprovip::score
