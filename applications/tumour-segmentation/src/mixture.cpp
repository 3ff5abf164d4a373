#include "mixture.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tumour {

namespace {

constexpr double k_log_two_pi = 1.8378770664093454836;
constexpr double k_fewest = 10; // voxels that a class is estimated from

// Weighted sums of one class: added feature by feature, in the voxels' order.
struct Moments {
  double weight = 0;
  double share = 0;
  Feature sum = {};
  Covariance products = {};

  void add(const Feature& feature, double share_of, double typical) {
    const double by = share_of * typical;
    share += share_of;
    weight += by;
    for (std::size_t i = 0; i < k_contrasts; ++i) {
      sum[i] += by * feature[i];
      for (std::size_t j = 0; j <= i; ++j) {
        products[i][j] += by * feature[i] * feature[j];
      }
    }
  }

  Component component(double voxels, const MixtureSettings& settings) const {
    Component made;
    made.weight = share / voxels;
    for (std::size_t i = 0; i < k_contrasts; ++i) {
      made.mean[i] = sum[i] / weight;
    }
    for (std::size_t i = 0; i < k_contrasts; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        const double value =
            i != j && settings.diagonal ? 0 : products[i][j] / weight - made.mean[i] * made.mean[j];
        made.covariance[i][j] = value;
        made.covariance[j][i] = value;
      }
      made.covariance[i][i] = std::max(0.0, made.covariance[i][i]) + settings.least_variance;
    }
    return made;
  }
};

// Shares of one voxel, written to `shares`; returns the logarithm of its density.
double share_out(const std::vector<Density>& densities, const std::vector<double>& log_weights,
                 const Feature& feature, float* shares) {
  std::array<double, 16> logs = {};
  double most = -1e300;
  for (std::size_t c = 0; c < densities.size(); ++c) {
    logs[c] = log_weights[c] + densities[c].log_density(feature);
    most = std::max(most, logs[c]);
  }
  double sum = 0;
  for (std::size_t c = 0; c < densities.size(); ++c) {
    logs[c] = std::exp(logs[c] - most);
    sum += logs[c];
  }
  for (std::size_t c = 0; c < densities.size(); ++c) {
    shares[c] = static_cast<float>(logs[c] / sum);
  }
  return most + std::log(sum);
}

struct Expectation {
  Shares shares;
  Shares typical;
  double log_likelihood = 0; // mean over voxels
};

Expectation expect(const std::vector<Component>& components, const std::vector<Feature>& features,
                   const MixtureSettings& settings) {
  const auto classes = components.size();
  std::vector<Density> densities(components.begin(), components.end());
  std::vector<double> log_weights;
  for (const auto& component : components) {
    log_weights.push_back(std::log(std::max(component.weight, 1e-12)));
  }
  Expectation result{Shares(features.size() * classes), {}, 0};
  result.typical.resize(settings.trim > 0 ? result.shares.size() : 0);
  for (std::size_t i = 0; i < features.size(); ++i) {
    result.log_likelihood += share_out(densities, log_weights, features[i], &result.shares[i * classes]);
    for (std::size_t c = 0; settings.trim > 0 && c < classes; ++c) {
      const double distance = densities[c].squared_distance(features[i]);
      result.typical[i * classes + c] =
          static_cast<float>(std::min(1.0, settings.trim * settings.trim / std::max(distance, 1e-12)));
    }
  }
  result.log_likelihood /= static_cast<double>(features.size());
  return result;
}

} // namespace

Density::Density(const Component& component) : m_mean(component.mean) {
  double log_determinant = 0;
  for (std::size_t i = 0; i < k_contrasts; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = component.covariance[i][j];
      for (std::size_t k = 0; k < j; ++k) {
        rest -= m_lower[i][k] * m_lower[j][k];
      }
      if (i != j) {
        m_lower[i][j] = rest * m_lower[j][j];
      } else if (rest > 0) {
        m_lower[i][i] = 1 / std::sqrt(rest);
        log_determinant += std::log(rest);
      } else {
        throw std::runtime_error("a class of tissue has no spread: its covariance is singular");
      }
    }
  }
  m_log_scale = -0.5 * (log_determinant + static_cast<double>(k_contrasts) * k_log_two_pi);
}

double Density::squared_distance(const Feature& feature) const {
  Feature solved = {};
  double sum = 0;
  for (std::size_t i = 0; i < k_contrasts; ++i) {
    double rest = feature[i] - m_mean[i];
    for (std::size_t j = 0; j < i; ++j) {
      rest -= m_lower[i][j] * solved[j];
    }
    solved[i] = rest * m_lower[i][i];
    sum += solved[i] * solved[i];
  }
  return sum;
}

double Density::log_density(const Feature& feature) const {
  return m_log_scale - 0.5 * squared_distance(feature);
}

std::vector<Component> estimate(const std::vector<Component>& before, const std::vector<Feature>& features,
                                const Shares& shares, const Shares& typical,
                                const MixtureSettings& settings) {
  const auto classes = before.size();
  std::vector<Moments> moments(classes);
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (std::size_t c = 0; c < classes; ++c) {
      const auto at = i * classes + c;
      if (shares[at] > 1e-6F) {
        moments[c].add(features[i], shares[at], typical.empty() ? 1 : typical[at]);
      }
    }
  }
  auto after = before;
  for (std::size_t c = 0; c < classes; ++c) {
    if (moments[c].weight >= k_fewest) {
      after[c] = moments[c].component(static_cast<double>(features.size()), settings);
    }
  }
  return after;
}

std::vector<Component> fit_mixture(std::vector<Component> start, const std::vector<Feature>& features,
                                   const MixtureSettings& settings) {
  double before = 0;
  for (unsigned iteration = 0; iteration < settings.iterations; ++iteration) {
    const auto expected = expect(start, features, settings);
    start = estimate(start, features, expected.shares, expected.typical, settings);
    if (iteration > 0 && std::abs(expected.log_likelihood - before) < settings.tolerance) {
      break;
    }
    before = expected.log_likelihood;
  }
  return start;
}

Component component_of(const std::vector<Feature>& features, const std::vector<unsigned char>& chosen,
                       const MixtureSettings& settings) {
  Moments moments;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (chosen[i] != 0) {
      moments.add(features[i], 1, 1);
    }
  }
  return moments.weight < k_fewest ? Component{}
                                   : moments.component(static_cast<double>(features.size()), settings);
}

} // namespace tumour
