// The classes of the tumours' segmentation: densities, mixture, random field.
#include "tests/applications/tumour_balls.hpp"

#include <gmock/gmock.h>

#include "applications/tumour-segmentation/src/field.hpp"
#include "applications/tumour-segmentation/src/mixture.hpp"
#include <cmath>
#include <random>
#include <stdexcept>

using namespace tumour;
using namespace tumour::test;
using testing::ElementsAre;

namespace {

Component isotropic(double weight, const Feature& mean, double sd) {
  Component component;
  component.weight = weight;
  component.mean = mean;
  for (std::size_t k = 0; k < k_contrasts; ++k) {
    component.covariance[k][k] = sd * sd;
  }
  return component;
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
