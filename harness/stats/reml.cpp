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

// Half the curvature of the criterion in the logarithms of the variances, inverted.
std::optional<Matrix> log_covariance(Profile& profile, const LikelihoodFit& fit) {
  const std::size_t run = profile.terms();
  const Objective criterion = [&](const std::vector<double>& logs) {
    const double run_variance = std::exp(logs.back());
    std::vector<double> theta(run, 0);
    for (std::size_t i = 0; i + 1 < fit.free.size(); ++i) {
      theta[fit.free[i]] = std::sqrt(std::exp(logs[i]) / run_variance);
    }
    return profile.with_run(theta, run_variance).value_or(k_infinity) / 2;
  };
  std::vector<double> logs;
  for (const auto i : fit.free) {
    logs.push_back(std::log(fit.variances[i]));
  }
  return inverse_positive(hessian(criterion, logs));
}

// gradient' covariance gradient
double variance_along(const Matrix& covariance, const std::vector<double>& slope) {
  double sum = 0;
  for (std::size_t i = 0; i < slope.size(); ++i) {
    for (std::size_t j = 0; j < slope.size(); ++j) {
      sum += slope[i] * covariance[i][j] * slope[j];
    }
  }
  return sum;
}

double sum_of(const LikelihoodFit& fit, const std::vector<bool>& part) {
  double sum = 0;
  for (std::size_t i = 0; i < part.size(); ++i) {
    sum += part[i] ? fit.variances[i] : 0;
  }
  return sum;
}

} // namespace

std::optional<LikelihoodFit> fit_likelihood(const Effects& effects, Likelihood likelihood) {
  Profile profile(effects, likelihood);
  const auto theta = Search(profile).run();
  const auto point = profile.at(theta);
  if (!point) {
    return std::nullopt;
  }
  LikelihoodFit fit;
  for (std::size_t t = 0; t < theta.size(); ++t) {
    fit.variances.push_back(theta[t] * theta[t] * point->run);
    if (theta[t] > 0) {
      fit.free.push_back(t);
    }
  }
  fit.variances.push_back(point->run);
  fit.free.push_back(theta.size());
  fit.criterion = point->criterion;
  fit.mean = point->mean;
  fit.mean_error = point->mean_error;
  fit.log_covariance = log_covariance(profile, fit);
  return fit;
}

std::optional<Limits> sum_limits(const LikelihoodFit& fit, const std::vector<bool>& part, double confidence) {
  const double sum = sum_of(fit, part);
  if (!fit.log_covariance || !(sum > 0)) {
    return std::nullopt;
  }
  std::vector<double> slope;
  for (const auto i : fit.free) {
    slope.push_back(part[i] ? fit.variances[i] / sum : 0);
  }
  const double df = 2 / variance_along(*fit.log_covariance, slope);
  const double tail = (1 - confidence) / 2;
  return Limits{sum * df / chi_squared_quantile(1 - tail, df), sum * df / chi_squared_quantile(tail, df)};
}

// Part and rest as multiples of chi-squared with Satterthwaite's degrees of freedom: their ratio follows F.
// Both degrees of freedom are scaled so that the logarithm of the ratio keeps its variance although they
// correlate.
std::optional<Limits> share_limits(const LikelihoodFit& fit, const std::vector<bool>& part,
                                   double confidence) {
  auto rest = part;
  rest.flip();
  const double mine = sum_of(fit, part);
  const double theirs = sum_of(fit, rest);
  if (!fit.log_covariance || !(mine > 0 && theirs > 0)) {
    return std::nullopt;
  }
  const auto slope_of = [&](double of_part, double of_rest) {
    std::vector<double> slope;
    for (const auto i : fit.free) {
      slope.push_back(fit.variances[i] * (part[i] ? of_part / mine : of_rest / theirs));
    }
    return slope;
  };
  const double v1 = variance_along(*fit.log_covariance, slope_of(1, 0));
  const double v2 = variance_along(*fit.log_covariance, slope_of(0, 1));
  const double scale = (v1 + v2) / variance_along(*fit.log_covariance, slope_of(1, -1));
  const double df1 = 2 / v1 * scale;
  const double df2 = 2 / v2 * scale;
  const double upper = (1 + confidence) / 2;
  const double ratio = mine / theirs;
  const double low = ratio / f_quantile(upper, df1, df2);
  const double high = ratio * f_quantile(upper, df2, df1);
  return Limits{low / (1 + low), std::isfinite(high) ? high / (1 + high) : 1};
}

} // namespace reprovip::stats
