// The generator of applications/tumour-segmentation/phantom, against its own equations and what it promises.
#include "harness/voxels/nifti.hpp"

#include "tests/support/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "applications/tumour-segmentation/phantom/src/random.hpp"
#include "applications/tumour-segmentation/phantom/src/subject.hpp"
#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace phantom {

namespace {

using reprovip::test::read_text;
using reprovip::test::TempDir;
using testing::Each;
using testing::ElementsAre;

Options make_options(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.spacing = 4;
  return options;
}

Options make_clean(std::uint64_t seed) {
  Options options = make_options(seed);
  options.acquisition = clean();
  return options;
}

// Voxels of `label` with a neighbour, of six, that has `other`.
std::size_t touching(const std::vector<std::uint8_t>& labels, const Grid& grid, std::uint8_t label,
                     std::uint8_t other) {
  const std::size_t row = grid.size[0];
  const std::size_t slice = row * grid.size[1];
  std::size_t count = 0;
  for (std::size_t i = slice; i + slice < labels.size(); ++i) {
    const auto neighbours = {i - 1, i + 1, i - row, i + row, i - slice, i + slice};
    const bool touches = std::any_of(neighbours.begin(), neighbours.end(),
                                     [&](std::size_t neighbour) { return labels[neighbour] == other; });
    count += labels[i] == label && touches ? 1U : 0U;
  }
  return count;
}

std::map<std::string, double> read_table(const std::filesystem::path& path) {
  std::istringstream text(read_text(path));
  std::map<std::string, double> values;
  std::string name;
  std::getline(text, name);
  for (double value = 0; text >> name >> value;) {
    values[name] = value;
  }
  return values;
}

TEST(GliomaPhantom, EnhancingRimEnclosesTheNecrosis) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    Options options = make_clean(seed);
    options.spacing = 2;
    options.sampling.side = 1;
    const Subject subject = make_subject(options);
    const auto labels = tumour_labels(subject.voxels);
    const auto necrosis = std::count(labels.begin(), labels.end(), 1);
    EXPECT_GT(necrosis, 50) << seed;
    EXPECT_GT(std::count(labels.begin(), labels.end(), 4), necrosis / 10) << seed;
    EXPECT_GT(std::count(labels.begin(), labels.end(), 2), 500) << seed;
    EXPECT_GT(touching(labels, subject.grid, 1, 4), 0U) << seed;
    // The rim is thinner than a voxel at places, where necrosis meets something else.
    EXPECT_LE(4 * touching(labels, subject.grid, 1, 2), touching(labels, subject.grid, 1, 4)) << seed;
    EXPECT_LE(4 * touching(labels, subject.grid, 1, 0), touching(labels, subject.grid, 1, 4)) << seed;
  }
}

TEST(GliomaPhantom, LabelsAreMajoritiesWithinMajorities) {
  const auto voxel = [](std::uint8_t white, std::uint8_t oedema, std::uint8_t necrosis,
                        std::uint8_t enhancing) {
    Counts counts = {};
    counts[index_of(Tissue::white)] = white;
    counts[index_of(Tissue::oedema)] = oedema;
    counts[index_of(Tissue::necrosis)] = necrosis;
    counts[index_of(Tissue::enhancing)] = enhancing;
    return counts;
  };
  EXPECT_THAT(tumour_labels({voxel(8, 0, 0, 0), voxel(5, 3, 0, 0), voxel(4, 4, 0, 0), voxel(4, 2, 1, 1),
                             voxel(2, 2, 3, 1), voxel(2, 3, 0, 3), voxel(3, 1, 2, 2), voxel(5, 0, 0, 3)}),
              ElementsAre(0, 0, 2, 4, 1, 4, 4, 0));
}

TEST(GliomaPhantom, TissuesHaveTheEquationsSignals) {
  // Computed apart from the program: t1, t1ce, t2, flair.
  const std::map<Tissue, std::array<double, 4>> expected = {
      {Tissue::csf, {0.015155, 0.015155, 0.645203, 0.004688}},
      {Tissue::grey, {0.035940, 0.041623, 0.306781, 0.169797}},
      {Tissue::white, {0.044753, 0.046911, 0.193350, 0.123702}},
      {Tissue::enhancing, {0.034056, 0.107371, 0.375756, 0.197649}},
      {Tissue::oedema, {0.035081, 0.041410, 0.450457, 0.247023}}};
  for (const auto& [tissue, signals] : expected) {
    for (std::size_t i = 0; i < signals.size(); ++i) {
      EXPECT_NEAR(signal_of(tissue, k_contrasts[i]), signals[i], 1e-6) << index_of(tissue);
    }
  }
}

TEST(GliomaPhantom, CleanVoxelsOfOneTissueHaveItsSignal) {
  const Subject subject = make_subject(make_clean(3));
  for (std::size_t tissue = 1; tissue < k_tissues; ++tissue) {
    std::array<std::vector<std::int16_t>, 4> found;
    for (std::size_t i = 0; i < subject.voxels.size(); ++i) {
      for (std::size_t j = 0; j < found.size() && subject.voxels[i][tissue] == 8; ++j) {
        found[j].push_back(subject.images[j][i]);
      }
    }
    for (std::size_t j = 0; j < found.size(); ++j) {
      const auto contrast = k_contrasts[j];
      const double relative =
          signal_of(static_cast<Tissue>(tissue), contrast) / signal_of(Tissue::white, contrast);
      EXPECT_THAT(found[j], Each(std::max(1L, std::lround(1000 * relative)))) << tissue << name_of(contrast);
      EXPECT_TRUE(!found[j].empty() || tissue == index_of(Tissue::vessel)) << tissue;
    }
  }
}

TEST(GliomaPhantom, PartialVolumesAddUp) {
  Counts voxel = {};
  voxel[index_of(Tissue::csf)] = 2;
  voxel[index_of(Tissue::white)] = 6;
  const double csf = signal_of(Tissue::csf, Contrast::t2) / signal_of(Tissue::white, Contrast::t2);
  EXPECT_DOUBLE_EQ(mean_signal(voxel, Contrast::t2), 0.25 * csf + 0.75);
}

TEST(GliomaPhantom, RicianNoiseHasItsMoments) {
  const Random random(5, 6);
  for (const double signal : {0.0, 1.0, 3.0, 10.0}) {
    constexpr std::uint64_t k_draws = 200000;
    double sum = 0;
    double squares = 0;
    for (std::uint64_t i = 0; i < k_draws; ++i) {
      const auto [real, imaginary] = random.normals(i);
      const double value = rician(2 * signal, 2, real, imaginary);
      sum += value;
      squares += value * value;
    }
    // Mean sigma sqrt(pi/2) L(-s^2/2), L(x) = exp(x/2) ((1-x) I0(-x/2) - x I1(-x/2)); second moment s^2 + 2
    // sigma^2.
    const double x = -signal * signal / 2;
    const double laguerre =
        std::exp(x / 2) * ((1 - x) * std::cyl_bessel_i(0, -x / 2) - x * std::cyl_bessel_i(1, -x / 2));
    const double mean = 2 * std::sqrt(M_PI / 2) * laguerre;
    const double variance = 4 * signal * signal + 8 - mean * mean;
    EXPECT_NEAR(sum / k_draws, mean, 5 * std::sqrt(variance / k_draws)) << signal;
    EXPECT_NEAR(std::sqrt(squares / k_draws - sum / k_draws * (sum / k_draws)), std::sqrt(variance), 0.02)
        << signal;
  }
}

TEST(GliomaPhantom, NoiseIsAsStrongAsItsRatioSays) {
  Options options = make_clean(2);
  options.acquisition.snr = 10;
  const Subject subject = make_subject(options);
  double squares = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < subject.voxels.size(); ++i) {
    if (subject.voxels[i][index_of(Tissue::white)] == 8) {
      // Beyond a ratio of 3 Rician noise is almost normal, its mean sqrt(s^2 + sigma^2).
      const double residual = subject.images[0][i] - std::hypot(1000.0, 100.0);
      squares += residual * residual;
      ++count;
    }
  }
  ASSERT_GT(count, 1000U);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(count)), 100, 4);
}

TEST(GliomaPhantom, SameSeedGivesTheSameBytesOnAnyThreads) {
  const TempDir dir;
  Options options = make_options(7);
  options.misalignment = 2;
  options.sampling.side = 1;
  const auto write = [&](const std::string& name) {
    options.out = (dir.path() / name).string();
    std::filesystem::create_directories(options.out);
    write_subject(make_subject(options), options);
  };
  write("a");
  options.sampling.threads = 3;
  options.acquisition.threads = 3;
  write("b");
  options.seed = 8;
  write("other");
  for (const char* name : {"t1", "t1ce", "t2", "flair", "truth", "tissue"}) {
    const std::string file = std::string(name) + ".nii.gz";
    EXPECT_EQ(read_text(dir.path() / "a" / file), read_text(dir.path() / "b" / file)) << name;
    EXPECT_NE(read_text(dir.path() / "a" / file), read_text(dir.path() / "other" / file)) << name;
  }
  EXPECT_EQ(read_text(dir.path() / "a/truth.tsv"), read_text(dir.path() / "b/truth.tsv"));
}

TEST(GliomaPhantom, FilesAreValidAndVolumesAreTheLabelsCount) {
  const TempDir dir;
  Options options = make_options(4);
  options.out = dir.path().string();
  write_subject(make_subject(options), options);
  for (const char* name : {"t1", "t1ce", "t2", "flair", "truth", "tissue"}) {
    const auto image = reprovip::voxels::read_nifti(dir.path() / (std::string(name) + ".nii.gz"));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_THAT(image->dims, ElementsAre(44, 54, 40));
    EXPECT_THAT(image->spacing, ElementsAre(4, 4, 4));
    EXPECT_THAT(image->affine, ElementsAre(4, 0, 0, -86, 0, 4, 0, -106, 0, 0, 4, -78, 0, 0, 0, 1));
  }
  const auto truth = reprovip::voxels::read_nifti(dir.path() / "truth.nii.gz");
  std::map<double, std::size_t> counts;
  for (const double label : truth->values) {
    ++counts[label];
  }
  EXPECT_EQ(counts.size(), 4U);
  const auto table = read_table(dir.path() / "truth.tsv");
  const auto volume = [&](double label) { return static_cast<double>(counts[label]) * 0.064; };
  EXPECT_NEAR(table.at("ET_ml"), volume(4), 1e-7);
  EXPECT_NEAR(table.at("TC_ml"), volume(4) + volume(1), 1e-7);
  EXPECT_NEAR(table.at("WT_ml"), volume(4) + volume(1) + volume(2), 1e-7);
  EXPECT_EQ(table.at("generator_version"), k_version);
  EXPECT_EQ(table.at("seed"), 4);
}

// What was found on a version holds for that version: a change that moves these takes another k_version.
TEST(GliomaPhantom, VersionOneHasTheseVolumes) {
  ASSERT_EQ(k_version, 1);
  const std::map<std::uint64_t, std::array<double, 3>> millilitres = {
      {1, {40.576, 10.560, 9.280}}, {2, {116.480, 18.816, 8.704}}, {3, {78.144, 28.416, 18.752}}};
  for (const auto& [seed, expected] : millilitres) {
    const auto labels = tumour_labels(make_subject(make_clean(seed)).voxels);
    const auto volume = [&labels = labels](std::uint8_t label) {
      return 0.064 * static_cast<double>(std::count(labels.begin(), labels.end(), label));
    };
    EXPECT_NEAR(volume(1) + volume(2) + volume(4), expected[0], 0.01) << seed;
    EXPECT_NEAR(volume(1) + volume(4), expected[1], 0.01) << seed;
    EXPECT_NEAR(volume(4), expected[2], 0.01) << seed;
  }
}

TEST(GliomaPhantom, HealthyHeadHasNoTumour) {
  Options options = make_clean(4);
  options.healthy = true;
  const Subject subject = make_subject(options);
  EXPECT_THAT(tumour_labels(subject.voxels), Each(0));
  const auto tissues = tissue_labels(subject.voxels);
  const auto litres = [&](int tissue) {
    return 64e-6 * static_cast<double>(std::count(tissues.begin(), tissues.end(), tissue));
  };
  EXPECT_NEAR(litres(2), 0.6, 0.2);
  EXPECT_NEAR(litres(3), 0.6, 0.2);
  EXPECT_EQ(litres(5), 0);
}

TEST(GliomaPhantom, MisalignedContrastIsMovedByItsPose) {
  Options options = make_clean(6);
  options.sampling.side = 1;
  const Subject still = make_subject(options);
  options.misalignment = 8;
  const Subject moved = make_subject(options);
  EXPECT_EQ(moved.images[0], still.images[0]);
  const auto centroid = [&](const std::vector<std::int16_t>& image) {
    Point sum;
    double count = 0;
    for (std::size_t i = 0; i < image.size(); ++i) {
      const std::size_t row = i / still.grid.size[0];
      const Point at = {static_cast<double>(i % still.grid.size[0]),
                        static_cast<double>(row % still.grid.size[1]),
                        static_cast<double>(row / still.grid.size[1])};
      sum = image[i] > 0 ? sum + still.grid.corner() + still.grid.spacing * at : sum;
      count += image[i] > 0 ? 1 : 0;
    }
    return 1 / count * sum;
  };
  for (std::size_t i = 1; i < 4; ++i) {
    const Point expected = moved.poses.contrasts[i].apply(centroid(still.images[i]));
    EXPECT_LT(length(centroid(moved.images[i]) - expected), 0.3) << i;
    EXPECT_GT(length(moved.poses.contrasts[i].shift()), 1) << i;
  }
  const Point point = {10, -20, 30};
  EXPECT_LT(length(moved.poses.head.undo(moved.poses.head.apply(point)) - point), 1e-12);
}

TEST(GliomaPhantom, AverageHasPriorsThatAddUp) {
  const TempDir dir;
  Options options = make_options(1);
  options.out = dir.path().string();
  options.average = 2;
  write_average(options);
  std::vector<double> sum;
  for (const char* name : {"csf", "grey", "white"}) {
    const auto prior = reprovip::voxels::read_nifti(dir.path() / (std::string(name) + ".nii.gz"));
    ASSERT_TRUE(prior) << prior.error().message;
    sum.resize(prior->values.size());
    std::transform(sum.begin(), sum.end(), prior->values.begin(), sum.begin(), std::plus<>());
  }
  EXPECT_LE(*std::max_element(sum.begin(), sum.end()), 1 + 1e-6);
  EXPECT_GT(std::count_if(sum.begin(), sum.end(), [](double value) { return value > 0.99; }), 10000);
}

} // namespace

} // namespace phantom
