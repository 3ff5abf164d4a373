// What the tumours' segmentation computes without ITK: standardisation, mixture, random field, morphology,
// rules.
#include <gmock/gmock.h>

#include "applications/tumour-segmentation/src/field.hpp"
#include "applications/tumour-segmentation/src/foreground.hpp"
#include "applications/tumour-segmentation/src/mistake.hpp"
#include "applications/tumour-segmentation/src/morphology.hpp"
#include "applications/tumour-segmentation/src/options.hpp"
#include "applications/tumour-segmentation/src/rules.hpp"
#include "applications/tumour-segmentation/src/segment.hpp"
#include <cmath>
#include <numeric>
#include <random>

using namespace tumour;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

constexpr double k_exact = 1e-12;

// A cube of `side` voxels of 1 mm.
Grid cube(std::size_t side) {
  return {{side, side, side}, {1, 1, 1}};
}

std::size_t at(const Grid& grid, std::size_t x, std::size_t y, std::size_t z) {
  return x + grid.size[0] * (y + grid.size[1] * z);
}

// Whether the voxel is within `radius` of the middle.
template <typename Visit>
void for_ball(const Grid& grid, double radius, Visit visit) {
  const double middle = (static_cast<double>(grid.size[0]) - 1) / 2;
  const auto squared = [&](std::size_t place) {
    return (static_cast<double>(place) - middle) * (static_cast<double>(place) - middle);
  };
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    for (std::size_t y = 0; y < grid.size[1]; ++y) {
      for (std::size_t x = 0; x < grid.size[0]; ++x) {
        if (squared(x) + squared(y) + squared(z) <= radius * radius) {
          visit(at(grid, x, y, z));
        }
      }
    }
  }
}

Mask ball(const Grid& grid, double radius) {
  Mask mask(grid.voxels(), 0);
  for_ball(grid, radius, [&](std::size_t place) { mask[place] = 1; });
  return mask;
}

std::size_t count(const Mask& mask) {
  return std::accumulate(mask.begin(), mask.end(), std::size_t{0});
}

Component isotropic(double weight, const Feature& mean, double sd) {
  Component component;
  component.weight = weight;
  component.mean = mean;
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    component.covariance[k][k] = sd * sd;
  }
  return component;
}

std::string mistake_of(const std::vector<std::string>& arguments, const std::string& seed = "") {
  try {
    parse_options(arguments, seed);
  } catch (const Mistake& mistake) {
    return mistake.what();
  }
  return "none";
}

} // namespace

TEST(TumourDensity, IsTheNormalDistributions) {
  auto component = isotropic(1, {1, 2, 3, 4}, 2);
  component.covariance[0][1] = component.covariance[1][0] = 2;
  const Density density(component);
  // The block {4, 2; 2, 4} has the inverse {1/3, -1/6; -1/6, 1/3} and the determinant 12.
  EXPECT_NEAR(density.squared_distance({2, 3, 3, 4}), 1.0 / 3, k_exact);
  EXPECT_NEAR(density.squared_distance({1, 2, 5, 4}), 1, k_exact);
  EXPECT_NEAR(density.log_density({1, 2, 3, 4}),
              -0.5 * (4 * std::log(2 * std::acos(-1.0)) + std::log(12.0 * 16)), k_exact);
}

TEST(TumourDensity, RefusesAClassWithoutSpread) {
  EXPECT_THROW(Density(isotropic(1, {}, 0)), std::runtime_error);
}

TEST(TumourMixture, FindsTheClassesThatMadeTheData) {
  const std::vector<Component> truth = {isotropic(0.6, {0, 0, 0, 0}, 1), isotropic(0.3, {5, 0, -5, 2}, 0.5),
                                        isotropic(0.1, {0, 6, 3, -3}, 1.5)};
  std::mt19937_64 engine(7);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<Feature> features(40000);
  for (auto& feature : features) {
    const double draw = uniform(engine);
    const auto& from = truth[draw < 0.6 ? 0 : draw < 0.9 ? 1 : 2];
    for (std::size_t k = 0; k < k_contrasts; ++k) {
      feature[k] = from.mean[k] + std::sqrt(from.covariance[k][k]) * normal(engine);
    }
  }
  auto start = truth;
  for (std::size_t c = 0; c < start.size(); ++c) {
    start[c] = isotropic(1.0 / 3, truth[c].mean, 2);
    start[c].mean[0] += 1;
  }
  MixtureSettings settings;
  settings.iterations = 100;
  settings.tolerance = 1e-9;
  const auto found = fit_mixture(start, features, settings);
  for (std::size_t c = 0; c < truth.size(); ++c) {
    // Six standard errors.
    const double voxels = truth[c].weight * 40000;
    EXPECT_NEAR(found[c].weight, truth[c].weight, 6 * 0.5 / 200) << c;
    for (std::size_t k = 0; k < k_contrasts; ++k) {
      const double sd = std::sqrt(truth[c].covariance[k][k]);
      EXPECT_NEAR(found[c].mean[k], truth[c].mean[k], 6 * sd / std::sqrt(voxels)) << c;
      EXPECT_NEAR(std::sqrt(found[c].covariance[k][k]), sd, 6 * sd / std::sqrt(2 * voxels) + 1e-3) << c;
    }
  }
}

TEST(TumourMixture, TrimmedClassesStayWhereTheirVoxelsAre) {
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  std::vector<Feature> features(5000);
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (auto& value : features[i]) {
      value = normal(engine) + (i % 10 == 0 ? 20 : 0);
    }
  }
  MixtureSettings settings;
  const auto pulled = fit_mixture({isotropic(1, {}, 1)}, features, settings);
  settings.trim = 3;
  const auto trimmed = fit_mixture({isotropic(1, {}, 1)}, features, settings);
  EXPECT_GT(pulled[0].mean[0], 1.8);
  EXPECT_LT(trimmed[0].mean[0], 0.3);
}

TEST(TumourMixture, DiagonalCovariancesHaveNoCorrelations) {
  std::vector<Feature> features;
  for (int i = 0; i < 100; ++i) {
    features.push_back({1.0 * i, 2.0 * i, -1.0 * i, 0.5 * (i % 7)});
  }
  MixtureSettings settings;
  settings.diagonal = true;
  const auto component = component_of(features, std::vector<unsigned char>(100, 1), settings);
  EXPECT_EQ(component.covariance[0][1], 0);
  EXPECT_NEAR(component.covariance[0][0], (100.0 * 100 - 1) / 12 + settings.least_variance, 1e-9);
}

TEST(TumourMixture, TooFewVoxelsMakeNoClass) {
  std::vector<unsigned char> chosen(100, 0);
  chosen[3] = 1;
  EXPECT_EQ(component_of(std::vector<Feature>(100), chosen, {}).weight, 0);
}

TEST(TumourField, RemovesIsolatedVoxelsAndKeepsRegions) {
  const auto grid = cube(12);
  const Lattice lattice(Mask(grid.voxels(), 1), grid);
  const auto region = ball(grid, 4);
  auto wanted = region;
  wanted[at(grid, 0, 0, 0)] = 1; // isolated
  wanted[at(grid, 6, 6, 6)] = 0; // a hole of one voxel
  std::vector<float> logs(grid.voxels() * 2);
  for (std::size_t i = 0; i < grid.voxels(); ++i) {
    logs[i * 2 + wanted[i]] = 1;
  }
  Shares shares(logs.size(), 0.5F);
  smooth(shares, logs, 2, lattice, 0.8, 10);
  EXPECT_EQ(most_likely(shares, 2), region);
}

TEST(TumourField, WithoutStrengthEveryVoxelStandsAlone) {
  const auto grid = cube(4);
  const Lattice lattice(Mask(grid.voxels(), 1), grid);
  std::vector<float> logs(grid.voxels() * 2, 0);
  logs[0] = 1;
  Shares shares(logs.size(), 0.5F);
  smooth(shares, logs, 2, lattice, 0, 3);
  EXPECT_NEAR(shares[0], std::exp(1) / (std::exp(1) + 1), 1e-6);
  EXPECT_NEAR(shares[2], 0.5, 1e-6);
}

TEST(TumourField, NeighboursAreThoseOfTheMask) {
  const Grid grid = {{3, 2, 1}, {1, 1, 2}};
  Mask mask(6, 1);
  mask[1] = 0;
  const Lattice lattice(mask, grid);
  EXPECT_THAT(lattice.voxels(), ElementsAre(0, 2, 3, 4, 5));
  std::vector<std::size_t> next;
  lattice.for_neighbours(0, [&](std::size_t neighbour, double weight) {
    next.push_back(neighbour);
    EXPECT_EQ(weight, 1);
  });
  EXPECT_THAT(next, ElementsAre(2)); // voxel 3, above it; voxel 1 is out
}

TEST(TumourMorphology, FillsWhatIsEnclosedAndNothingElse) {
  const auto grid = cube(11);
  const auto full = ball(grid, 4);
  auto hollow = full;
  for_ball(grid, 2, [&](std::size_t place) { hollow[place] = 0; });
  EXPECT_EQ(with_holes_filled(hollow, grid), full);
  // A tunnel to the outside.
  for (std::size_t x = 0; x < 6; ++x) {
    hollow[at(grid, x, 5, 5)] = 0;
  }
  EXPECT_EQ(with_holes_filled(hollow, grid), hollow);
}

TEST(TumourMorphology, DilatesErodesAndFindsParts) {
  const auto grid = cube(7);
  Mask mask(grid.voxels(), 0);
  mask[at(grid, 3, 3, 3)] = 1;
  EXPECT_EQ(count(dilated(mask, grid, 1)), 7U);
  EXPECT_EQ(count(dilated(mask, grid, 2)), 25U);
  EXPECT_EQ(eroded(dilated(mask, grid, 2), grid, 2), mask);
  mask[at(grid, 0, 0, 0)] = 1;
  mask[at(grid, 3, 3, 4)] = 1;
  const auto parts = parts_of(mask, grid);
  EXPECT_THAT(parts.sizes, ElementsAre(1, 2));
  EXPECT_EQ(count(largest_part(mask, grid)), 2U);
  EXPECT_EQ(count(eroded(Mask(grid.voxels(), 1), grid, 1)), 125U) << "outside is 0";
}

TEST(TumourForeground, IsTheHeadAndNotTheNoise) {
  const auto grid = cube(24);
  std::mt19937 engine(1);
  std::uniform_real_distribution<float> noise(0, 10);
  Map image(grid.voxels());
  for (auto& value : image) {
    value = noise(engine);
  }
  for_ball(grid, 8, [&](std::size_t place) { image[place] += 100; });
  for_ball(grid, 2, [&](std::size_t place) { image[place] = 0; }); // fluid
  const auto found = foreground(image, grid);
  const auto truth = ball(grid, 8);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    wrong += found[i] != truth[i] ? 1U : 0U;
  }
  EXPECT_LT(wrong, count(truth) / 10);
  EXPECT_EQ(found[at(grid, 12, 12, 12)], 1);
}

TEST(TumourStandard, ZScoreIsExact) {
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill({2, 4, 4, 4, 5, 5, 7, 9, 1000});
  const Mask brain = {1, 1, 1, 1, 1, 1, 1, 1, 0};
  const auto result = standardise(contrasts, brain, Standard::zscore);
  EXPECT_THAT(result[2], ElementsAre(-1.5F, -0.5F, -0.5F, -0.5F, 0, 0, 1, 2, 0));
}

TEST(TumourStandard, NoneKeepsContrastsComparable) {
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill({2, 4, 4, 4, 5, 5, 7, 9});
  for (auto& value : contrasts[1]) {
    value *= 3;
  }
  const auto result = standardise(contrasts, Mask(8, 1), Standard::none);
  EXPECT_NEAR(result[1][0] / result[0][0], 3, 1e-6);
  EXPECT_NEAR(result[0][0], 2 / 3.0, 1e-6) << "standard deviations 2, 6, 2 and 2";
}

TEST(TumourStandard, LandmarksAreThePercentiles) {
  std::vector<float> values(101);
  std::iota(values.begin(), values.end(), 0.0F);
  std::reverse(values.begin(), values.end());
  EXPECT_THAT(landmarks_of(values), ElementsAre(1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99));
}

TEST(TumourStandard, NyulMovesLandmarksExactlyAndIsLinearBetween) {
  Landmarks from = {};
  Landmarks to = {};
  for (std::size_t i = 0; i < k_landmarks; ++i) {
    from[i] = static_cast<double>(i * i);
    to[i] = 3 * static_cast<double>(i) - 7;
  }
  for (std::size_t i = 0; i < k_landmarks; ++i) {
    EXPECT_NEAR(move_to_scale(from[i], from, to), to[i], k_exact) << i;
  }
  EXPECT_NEAR(move_to_scale(6.5, from, to), 0.5, k_exact); // half-way from 4 to 9
  EXPECT_NEAR(move_to_scale(-1, from, to), -10, k_exact);
  EXPECT_NEAR(move_to_scale(119, from, to), 26, k_exact);
}

TEST(TumourStandard, NyulGivesTheStandardScale) {
  std::mt19937 engine(5);
  std::uniform_real_distribution<float> uniform(100, 700);
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill(Map(5001));
  for (auto& contrast : contrasts) {
    for (auto& value : contrast) {
      value = uniform(engine);
    }
  }
  const auto result = standardise(contrasts, Mask(5001, 1), Standard::nyul);
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    const auto landmarks = landmarks_of(result[k]);
    for (std::size_t i = 0; i < k_landmarks; ++i) {
      EXPECT_NEAR(landmarks[i], standard_scales()[k][i], 1e-5) << k << " " << i;
    }
  }
}

TEST(TumourStandard, WhiteStripeIsTheBrightPeakOfT1) {
  std::mt19937 engine(5);
  std::normal_distribution<float> normal;
  Map t1;
  for (int i = 0; i < 3000; ++i) {
    t1.push_back(300 + 60 * normal(engine));
    t1.push_back(700 + 15 * normal(engine));
  }
  std::array<Map, k_contrasts> contrasts = {t1, t1, t1, t1};
  for (auto& value : contrasts[2]) {
    value = 2000 - value;
  }
  const auto result = standardise(contrasts, Mask(t1.size(), 1), Standard::white_stripe);
  double sum = 0;
  double sum_t2 = 0;
  for (std::size_t i = 1; i < t1.size(); i += 2) {
    sum += static_cast<double>(result[0][i]);
    sum_t2 += static_cast<double>(result[2][i]);
  }
  // The stripe is a tenth of the voxels about the peak: white matter is at 0 to within a few of its
  // deviations.
  EXPECT_LT(std::abs(sum / 3000), 4);
  EXPECT_LT(std::abs(sum_t2 / 3000), 4);
  EXPECT_LT(result[0][0], -20);
}

TEST(TumourStandard, RefusesAConstantContrast) {
  std::array<Map, k_contrasts> contrasts;
  contrasts.fill({1, 2, 3});
  contrasts[3] = {5, 5, 5};
  try {
    standardise(contrasts, Mask(3, 1), Standard::zscore);
    FAIL();
  } catch (const Mistake& mistake) {
    EXPECT_THAT(mistake.what(), HasSubstr("flair"));
  }
}

// A ring of enhancement about necrosis, in oedema, with what should not count: a vessel, a speck, fluid.
std::vector<std::uint8_t> lesion_tissues(const Grid& grid) {
  std::vector<std::uint8_t> tissues(grid.voxels(), k_white);
  for_ball(grid, 8, [&](std::size_t place) { tissues[place] = k_oedema; });
  for_ball(grid, 5, [&](std::size_t place) { tissues[place] = k_enhancing; });
  for_ball(grid, 3, [&](std::size_t place) { tissues[place] = k_necrosis; });
  for_ball(grid, 1, [&](std::size_t place) { tissues[place] = k_csf; });
  tissues[0] = k_oedema;
  tissues[at(grid, 23, 23, 23)] = k_vessel;
  tissues[at(grid, 12, 12, 5)] = k_necrosis; // within the oedema, away from the ring
  return tissues;
}

TEST(TumourRules, LabelsNestAndHolesAreCore) {
  const auto grid = cube(25);
  const auto labels = apply_rules(lesion_tissues(grid), grid, *find_release("1.1"));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_THAT(labels[i], testing::AnyOf(0, 1, 2, 4));
  }
  EXPECT_EQ(labels[at(grid, 12, 12, 12)], 1) << "what looks like fluid in the middle";
  EXPECT_EQ(labels[at(grid, 12, 12, 16)], 4);
  EXPECT_EQ(labels[at(grid, 12, 12, 19)], 2);
  EXPECT_EQ(labels[0], 0) << "a speck";
  EXPECT_EQ(labels[at(grid, 23, 23, 23)], 0) << "a vessel";
  EXPECT_EQ(labels[at(grid, 12, 12, 5)], 2) << "necrosis that touches no enhancement";
  const auto volumes = volumes_of(labels, grid);
  EXPECT_NEAR(volumes.whole, static_cast<double>(count(ball(grid, 8))) / 1000, k_exact);
  EXPECT_NEAR(volumes.core, static_cast<double>(count(ball(grid, 5))) / 1000, k_exact);
  EXPECT_GT(volumes.core, volumes.enhancing);
  EXPECT_GT(volumes.enhancing, 0);
}

TEST(TumourRules, NothingIsFoundInAHealthyBrain) {
  const auto grid = cube(10);
  const std::vector<std::uint8_t> tissues(grid.voxels(), k_grey);
  EXPECT_THAT(apply_rules(tissues, grid, *find_release("1.0")), Each(0));
}

TEST(TumourRules, EnhancementWithoutOedemaIsNoGlioma) {
  const auto grid = cube(20);
  std::vector<std::uint8_t> tissues(grid.voxels(), k_white);
  for_ball(grid, 6, [&](std::size_t place) { tissues[place] = k_enhancing; });
  EXPECT_THAT(apply_rules(tissues, grid, *find_release("1.1")), Each(0));
}

TEST(TumourOptions, ReadsASubject) {
  const auto options = parse_options({"segment", "--subject", "s1", "--t2", "other.nii", "--release", "1.0",
                                      "--standard", "nyul", "--seed", "41", "--sampling", "5", "--to", "t1"},
                                     "7");
  EXPECT_THAT(options.contrasts,
              ElementsAre("s1/t1.nii.gz", "s1/t1ce.nii.gz", "other.nii", "s1/flair.nii.gz"));
  EXPECT_EQ(options.release.standard, Standard::nyul);
  EXPECT_TRUE(options.release.diagonal);
  EXPECT_EQ(options.seed, 42);
  EXPECT_DOUBLE_EQ(options.sampling, 0.05);
  EXPECT_EQ(options.fixed, 0U);
  EXPECT_EQ(parse_options({"segment", "--subject", "s1"}, "7").seed, 8);
  EXPECT_EQ(parse_options({"segment", "--subject", "s1"}, "").seed, 0);
}

TEST(TumourOptions, MistakesAreNamed) {
  EXPECT_THAT(mistake_of({}), HasSubstr("no command"));
  EXPECT_THAT(mistake_of({"paint"}), HasSubstr("\"paint\" is neither segment nor preprocess"));
  EXPECT_THAT(mistake_of({"segment"}), HasSubstr("--t1 is missing"));
  EXPECT_THAT(mistake_of({"preprocess"}), HasSubstr("--image is missing"));
  EXPECT_THAT(mistake_of({"segment", "--speed", "9"}), HasSubstr("unknown option \"--speed\""));
  EXPECT_THAT(mistake_of({"segment", "--t1"}), HasSubstr("--t1: has no value"));
  const std::vector<std::pair<std::string, std::string>> values = {
      {"--release", "2.0"}, {"--standard", "best"}, {"--bias", "yes"},    {"--bias-shrink", "0"},
      {"--sampling", "0"},  {"--sampling", "nan"},  {"--sampling", "5%"}, {"--threads", "-1"},
      {"--seed", "1.5"},    {"--to", "t2"},         {"--images", "no"},   {"--registration", "affine"}};
  for (const auto& [option, value] : values) {
    EXPECT_THAT(mistake_of({"segment", "--subject", "s", option, value}),
                HasSubstr(option + ": \"" + value + "\""));
  }
  EXPECT_THAT(mistake_of({"segment", "--subject", "s"}, "clock"), HasSubstr("TUMOUR_SEED: \"clock\""));
}
