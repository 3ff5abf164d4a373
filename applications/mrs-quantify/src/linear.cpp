#include "linear.hpp"

#include "algebra.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

namespace mrs_quantify {

namespace {

// Relative to a column's square: what keeps the normal matrix definite when columns repeat each other.
constexpr double k_ridge = 1e-12;

Eigen::VectorXd solve_on(const Eigen::MatrixXd& a, const Eigen::VectorXd& b,
                         const std::vector<int>& columns) {
  Eigen::MatrixXd part(a.rows(), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    part.col(static_cast<Eigen::Index>(i)) = a.col(columns[i]);
  }
  return PivotedQr<double>(part).solve(b);
}

// Moves x towards z until the first of `columns` reaches 0; takes those out.
void step_back(Eigen::VectorXd& x, const Eigen::VectorXd& z, std::vector<int>& columns) {
  double step = 1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double to = z[static_cast<Eigen::Index>(i)];
    const double from = x[columns[i]];
    if (to <= 0) {
      step = std::min(step, from / std::max(from - to, std::numeric_limits<double>::min()));
    }
  }
  std::vector<int> kept;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const double to = z[static_cast<Eigen::Index>(i)];
    auto& value = x[columns[i]];
    value += step * (to - value);
    if (to <= 0 && value <= 1e-14 * std::abs(to)) {
      value = 0;
    } else {
      kept.push_back(columns[i]);
    }
  }
  // Rounding may leave the one that limited the step a trifle above 0.
  if (kept.size() == columns.size()) {
    const auto smallest =
        std::min_element(kept.begin(), kept.end(), [&](int left, int right) { return x[left] < x[right]; });
    x[*smallest] = 0;
    kept.erase(smallest);
  }
  columns = kept;
}

} // namespace

Eigen::VectorXd non_negative_least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  Eigen::VectorXd x = Eigen::VectorXd::Zero(a.cols());
  std::vector<int> columns;
  const double tolerance = 1e-12 * a.colwise().norm().maxCoeff() * b.norm();
  for (Eigen::Index round = 0; round < 4 * a.cols(); ++round) {
    Eigen::VectorXd gradient = transposed_times(a, b - times(a, x));
    for (const int column : columns) {
      gradient[column] = 0;
    }
    Eigen::Index best = 0;
    if (gradient.size() == 0 || gradient.maxCoeff(&best) <= tolerance) {
      break;
    }
    columns.push_back(static_cast<int>(best));
    while (!columns.empty()) {
      const auto z = solve_on(a, b, columns);
      if (z.minCoeff() > 0) {
        x.setZero();
        for (std::size_t i = 0; i < columns.size(); ++i) {
          x[columns[i]] = z[static_cast<Eigen::Index>(i)];
        }
        break;
      }
      step_back(x, z, columns);
    }
  }
  return x;
}

ConeSolution cone_least_squares(const Eigen::MatrixXd& design, const Eigen::VectorXd& y,
                                const Eigen::MatrixXd& constraints) {
  ConeSolution solution;
  Eigen::VectorXd scale = design.colwise().norm();
  scale = (scale.array() > 0).select(scale.array().inverse(), 1.0);
  const Eigen::MatrixXd scaled = design * scale.asDiagonal();
  const Eigen::MatrixXd cone = constraints * scale.asDiagonal();
  Eigen::MatrixXd normal = gram(scaled);
  normal.diagonal().array() += k_ridge;
  const auto factor = cholesky(normal, k_ridge);
  const auto dual = solve_lower(factor, cone.transpose());
  const Eigen::VectorXd target = -solve_lower(factor, transposed_times(scaled, y));
  const auto multipliers = non_negative_least_squares(dual, target);
  for (Eigen::Index row = 0; row < multipliers.size(); ++row) {
    if (multipliers[row] > 0) {
      solution.active.push_back(static_cast<int>(row));
    }
  }
  const auto width = design.cols();
  solution.free = Eigen::MatrixXd::Identity(width, width);
  if (!solution.active.empty()) {
    Eigen::MatrixXd rows(static_cast<Eigen::Index>(solution.active.size()), width);
    for (std::size_t i = 0; i < solution.active.size(); ++i) {
      rows.row(static_cast<Eigen::Index>(i)) = constraints.row(solution.active[i]);
    }
    solution.free = null_space(rows);
  }
  if (solution.free.cols() == 0) {
    solution.q.resize(design.rows(), 0);
    solution.x = Eigen::VectorXd::Zero(width);
    solution.residual = y;
    return solution;
  }
  const PivotedQr<double> qr(times(design, solution.free));
  solution.q = qr.thin_q();
  solution.x = times(solution.free, qr.solve(y));
  solution.residual = y - times(design, solution.x);
  return solution;
}

} // namespace mrs_quantify
