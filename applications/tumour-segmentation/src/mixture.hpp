#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace tumour {

constexpr std::size_t k_contrasts = 4;
using Feature = std::array<double, k_contrasts>;
using Covariance = std::array<Feature, k_contrasts>;

// A Gaussian class.
struct Component {
  double weight = 0; // its share of the voxels
  Feature mean = {};
  Covariance covariance = {};
};

// Shares of the classes per voxel: voxel by voxel, one value per class.
using Shares = std::vector<float>;

// log(weight) is not part of it. Covariances must be positive definite.
class Density {
public:
  explicit Density(const Component& component);
  double squared_distance(const Feature& feature) const; // Mahalanobis'
  double log_density(const Feature& feature) const;

private:
  Feature m_mean;
  Covariance m_lower = {}; // Cholesky's, with the inverse on the diagonal
  double m_log_scale = 0;
};

struct MixtureSettings {
  unsigned iterations = 30;
  double tolerance = 1e-5;      // stops when the mean log-likelihood gains less
  double least_variance = 1e-4; // added to each variance: no class collapses
  double trim = 0;              // > 0: voxels beyond this distance count less, by trim^2 / distance^2
  bool diagonal = false;        // covariances without correlations
};

// Gaussian classes by expectation and maximisation, from the given ones.
std::vector<Component> fit_mixture(std::vector<Component> start, const std::vector<Feature>& features,
                                   const MixtureSettings& settings);

// One component per class from the shares; a class with next to no voxels keeps the one of `before`.
// `typical` is one factor per voxel and class (weights of a robust fit), or empty.
std::vector<Component> estimate(const std::vector<Component>& before, const std::vector<Feature>& features,
                                const Shares& shares, const Shares& typical, const MixtureSettings& settings);

// Of the features for which `chosen` is not 0; without enough of them a component of weight 0.
Component component_of(const std::vector<Feature>& features, const std::vector<unsigned char>& chosen,
                       const MixtureSettings& settings);

} // namespace tumour
