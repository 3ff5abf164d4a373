#include "harness/stats/reml.hpp"

#include "harness/stats/distributions.hpp"
#include "harness/stats/minimise.hpp"
#include "harness/stats/profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::stats {

namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();
// Of log theta: what is below is 0.
constexpr double k_lowest = -9;
constexpr double k_highest = 20;
// Differences of the criterion that decide nothing.
constexpr double k_same = 1e-8;

class Search {
public:
  explicit Search(Profile& profile) : m_profile(profile), m_theta(profile.terms(), 1) {}

  std::vector<double> run() {
    for (int cycle = 0; cycle < 3; ++cycle) {
      for (std::size_t t = 0; t < m_theta.size(); ++t) {
        scan(t);
      }
    }
    // Boundaries may open or close once the others have moved.
    for (int round = 0; round < 8; ++round) {
      refine();
      const double before = value(m_theta);
      for (std::size_t t = 0; t < m_theta.size(); ++t) {
        close(t);
        open(t);
      }
      if (!(value(m_theta) < before - k_same)) {
        break;
      }
    }
    refine();
    for (std::size_t t = 0; t < m_theta.size(); ++t) {
      close(t);
    }
    return m_theta;
  }

private:
  double value(const std::vector<double>& theta) {
    const auto point = m_profile.at(theta);
    return point ? point->criterion : k_infinity;
  }

  double with(std::size_t t, double theta) {
    auto at = m_theta;
    at[t] = theta;
    return value(at);
  }

  // The best of a coarse grid.
  void scan(std::size_t t) {
    double best = with(t, 0);
    double where = 0;
    for (double log_theta = -5; log_theta < k_highest; log_theta += 1) {
      const double here = with(t, std::exp(log_theta));
      if (here < best) {
        best = here;
        where = std::exp(log_theta);
      }
    }
    m_theta[t] = where;
  }

  void close(std::size_t t) {
    if (m_theta[t] > 0 && (m_theta[t] < std::exp(k_lowest) || with(t, 0) <= value(m_theta) + k_same)) {
      m_theta[t] = 0;
    }
  }

  void open(std::size_t t) {
    if (m_theta[t] > 0) {
      return;
    }
    const double closed = value(m_theta);
    for (double log_theta = -5; log_theta < 4; log_theta += 1) {
      if (with(t, std::exp(log_theta)) < closed - k_same) {
        scan(t);
        return;
      }
    }
  }

  // Newton on the logarithms of those that are not 0.
  void refine() {
    std::vector<std::size_t> free;
    std::vector<double> x;
    for (std::size_t t = 0; t < m_theta.size(); ++t) {
      if (m_theta[t] > 0) {
        free.push_back(t);
        x.push_back(std::log(m_theta[t]));
      }
    }
    if (free.empty()) {
      return;
    }
    const auto thetas = [&](const std::vector<double>& logs) {
      auto theta = m_theta;
      for (std::size_t i = 0; i < free.size(); ++i) {
        theta[free[i]] = std::exp(logs[i]);
      }
      return theta;
    };
    descend([&](const std::vector<double>& logs) { return value(thetas(logs)); }, x, k_lowest - 1, k_highest);
    m_theta = thetas(x);
  }

  Profile& m_profile;
  std::vector<double> m_theta;
};

} // namespace

std::optional<LikelihoodFit> fit_likelihood(const Effects& effects, Likelihood likelihood) {
  Profile profile(effects, likelihood);
  const auto theta = Search(profile).run();
  const auto point = profile.at(theta);
  if (!point) {
    return std::nullopt;
  }
  LikelihoodFit fit;
  for (const double one : theta) {
    fit.variances.push_back(one * one * point->run);
  }
  fit.variances.push_back(point->run);
  fit.criterion = point->criterion;
  fit.mean = point->mean;
  fit.mean_error = point->mean_error;
  return fit;
}

} // namespace reprovip::stats
