#include "harness/stats/minimise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::stats {

namespace {

// Fourth-order central differences.
std::vector<double> gradient(const Objective& f, std::vector<double> x) {
  constexpr double k_step = 2e-3;
  std::vector<double> result;
  for (auto& xi : x) {
    const double centre = xi;
    const auto shifted = [&](double by) {
      xi = centre + by * k_step;
      return f(x);
    };
    const double near = shifted(1) - shifted(-1);
    const double far = shifted(2) - shifted(-2);
    xi = centre;
    result.push_back((8 * near - far) / (12 * k_step));
  }
  return result;
}

// Newton's step, damped until the matrix is positive definite.
std::vector<double> newton_step(Matrix curvature, const std::vector<double>& slope) {
  double damping = 0;
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (const auto step = solve_positive(curvature, slope)) {
      return *step;
    }
    const double more = damping == 0 ? 1e-3 : 9 * damping;
    for (std::size_t i = 0; i < slope.size(); ++i) {
      curvature[i][i] += more;
    }
    damping += more;
  }
  return slope;
}

} // namespace

Matrix hessian(const Objective& f, std::vector<double> x) {
  constexpr double k_step = 1e-2;
  const std::size_t size = x.size();
  Matrix result(size, std::vector<double>(size));
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const auto shifted = [&](double by_i, double by_j) {
        auto at = x;
        at[i] += by_i * k_step;
        at[j] += by_j * k_step;
        return f(at);
      };
      const double mixed = i == j ? 4 * (shifted(0.5, 0.5) - 2 * f(x) + shifted(-0.5, -0.5))
                                  : shifted(1, 1) - shifted(1, -1) - shifted(-1, 1) + shifted(-1, -1);
      result[i][j] = result[j][i] = mixed / (4 * k_step * k_step);
    }
  }
  return result;
}

void descend(const Objective& f, std::vector<double>& x, double low, double high) {
  double value = f(x);
  for (int iteration = 0; iteration < 60; ++iteration) {
    const auto slope = gradient(f, x);
    const auto step = newton_step(hessian(f, x), slope);
    double length = 1;
    for (const double s : step) {
      length = std::min(length, 2 / std::max(std::abs(s), 1e-300));
    }
    auto next = x;
    double there = std::numeric_limits<double>::infinity();
    for (int halving = 0; halving < 30; ++halving, length /= 2) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        next[i] = std::clamp(x[i] - length * step[i], low, high);
      }
      there = f(next);
      if (there <= value) {
        break;
      }
    }
    double moved = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      moved = std::max(moved, std::abs(next[i] - x[i]));
    }
    if (!(there <= value) || moved < 1e-10) {
      return;
    }
    x = next;
    value = there;
  }
}

} // namespace reprovip::stats
