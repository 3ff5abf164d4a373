#include "fit.hpp"

#include <cmath>
#include <utility>

namespace tensor_fit {

namespace {

constexpr double k_scale = 1e-3; // mm^2/s

struct NormalEquations {
  std::array<Unknowns, k_unknowns> matrix = {{{{0}}}}; // its lower triangle
  Unknowns side = {{0}};

  void add(const Unknowns& row, double value, double weight) {
    for (std::size_t i = 0; i < k_unknowns; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        matrix[i][j] += weight * row[i] * row[j];
      }
      side[i] += weight * row[i] * value;
    }
  }

  // Cholesky, in place. False if the matrix is not positive definite.
  bool factor() {
    for (std::size_t j = 0; j < k_unknowns; ++j) {
      const double before = matrix[j][j];
      for (std::size_t k = 0; k < j; ++k) {
        matrix[j][j] -= matrix[j][k] * matrix[j][k];
      }
      if (!(matrix[j][j] > 1e-13 * before)) {
        return false;
      }
      matrix[j][j] = std::sqrt(matrix[j][j]);
      for (std::size_t i = j + 1; i < k_unknowns; ++i) {
        for (std::size_t k = 0; k < j; ++k) {
          matrix[i][j] -= matrix[i][k] * matrix[j][k];
        }
        matrix[i][j] /= matrix[j][j];
      }
    }
    return true;
  }

  // L^-1 v, with the factor.
  Unknowns forward(Unknowns v) const {
    for (std::size_t i = 0; i < k_unknowns; ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        v[i] -= matrix[i][k] * v[k];
      }
      v[i] /= matrix[i][i];
    }
    return v;
  }

  Unknowns solve() const {
    auto x = forward(side);
    for (std::size_t i = k_unknowns; i-- > 0;) {
      for (std::size_t k = i + 1; k < k_unknowns; ++k) {
        x[i] -= matrix[k][i] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    return x;
  }
};

double dot(const Unknowns& a, const Unknowns& b) {
  double sum = 0;
  for (std::size_t i = 0; i < k_unknowns; ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

std::vector<double> predict(const Design& design, const Unknowns& unknowns) {
  std::vector<double> signals;
  signals.reserve(design.size());
  for (const auto& row : design) {
    signals.push_back(std::exp(dot(row, unknowns)));
  }
  return signals;
}

double squared_residual(const std::vector<double>& signals, const std::vector<double>& predicted) {
  double sum = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    sum += (signals[i] - predicted[i]) * (signals[i] - predicted[i]);
  }
  return sum;
}

Fit solve_weighted(const Design& design, const std::vector<double>& logarithms,
                   const std::vector<double>& weights) {
  NormalEquations equations;
  for (std::size_t i = 0; i < design.size(); ++i) {
    equations.add(design[i], logarithms[i], weights[i]);
  }
  Fit fit;
  if (!equations.factor()) {
    return fit;
  }
  fit.unknowns = equations.solve();
  fit.predicted = predict(design, fit.unknowns);
  for (std::size_t i = 0; i < design.size(); ++i) {
    const auto half = equations.forward(design[i]);
    fit.leverage.push_back(weights[i] * dot(half, half));
  }
  fit.solved = true;
  return fit;
}

// One damped step from `fit`: not solved when the damped equations are singular all the same.
Fit damped_step(const Design& design, const std::vector<double>& signals, const Fit& fit, double damping) {
  NormalEquations equations;
  for (std::size_t i = 0; i < design.size(); ++i) {
    const double p = fit.predicted[i];
    // d predicted / d unknowns = predicted * row.
    equations.add(design[i], (signals[i] - p) / p, p * p);
  }
  for (std::size_t i = 0; i < k_unknowns; ++i) {
    equations.matrix[i][i] *= 1 + damping;
  }
  Fit next = fit;
  next.solved = equations.factor();
  if (next.solved) {
    const auto step = equations.solve();
    for (std::size_t i = 0; i < k_unknowns; ++i) {
      next.unknowns[i] += step[i];
    }
    next.predicted = predict(design, next.unknowns);
  }
  return next;
}

} // namespace

Design make_design(const std::vector<Gradient>& gradients) {
  Design design;
  for (const auto& gradient : gradients) {
    const auto [x, y, z] = gradient.direction;
    const double b = -gradient.b * k_scale;
    design.push_back({{1, b * x * x, 2 * b * x * y, 2 * b * x * z, b * y * y, 2 * b * y * z, b * z * z}});
  }
  return design;
}

Fit fit_linear(const Design& design, const std::vector<double>& signals) {
  std::vector<double> logarithms;
  for (const double signal : signals) {
    logarithms.push_back(std::log(signal));
  }
  auto fit = solve_weighted(design, logarithms, std::vector<double>(signals.size(), 1));
  if (!fit.solved) {
    return fit;
  }
  std::vector<double> weights;
  for (const double signal : fit.predicted) {
    weights.push_back(signal * signal);
  }
  return solve_weighted(design, logarithms, weights);
}

Fit fit_nonlinear(const Design& design, const std::vector<double>& signals, const Fit& start) {
  constexpr int k_steps = 50;
  constexpr double k_enough = 1e-12; // relative change of the residual
  Fit best = start;
  double residual = squared_residual(signals, best.predicted);
  double damping = 1e-3;
  for (int i = 0; i < k_steps && best.solved; ++i) {
    auto next = damped_step(design, signals, best, damping);
    const double reached = next.solved ? squared_residual(signals, next.predicted) : residual;
    if (!(reached < residual)) {
      damping *= 10;
      if (damping > 1e8) {
        break;
      }
      continue;
    }
    const bool enough = residual - reached <= k_enough * residual;
    best = std::move(next);
    residual = reached;
    damping /= 10;
    if (enough) {
      break;
    }
  }
  return best;
}

Tensor tensor_of(const Fit& fit) {
  Tensor tensor = {{0}};
  for (std::size_t i = 0; i < tensor.size(); ++i) {
    tensor[i] = fit.unknowns[i + 1] * k_scale;
  }
  return tensor;
}

} // namespace tensor_fit
