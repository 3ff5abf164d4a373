#include "crlb.hpp"

#include "algebra.hpp"
#include <cmath>
#include <limits>
#include <vector>

namespace mrs_quantify {

namespace {

constexpr double k_undetermined = std::numeric_limits<double>::max();

} // namespace

Eigen::MatrixXd unit_covariance(const Eigen::MatrixXd& jacobian) {
  const auto width = jacobian.cols();
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(width, width);
  const Eigen::VectorXd norms = jacobian.colwise().norm();
  std::vector<Eigen::Index> known;
  for (Eigen::Index i = 0; i < width; ++i) {
    if (norms[i] > 0) {
      known.push_back(i);
    } else {
      covariance(i, i) = k_undetermined;
    }
  }
  const auto count = static_cast<Eigen::Index>(known.size());
  Eigen::MatrixXd scaled(jacobian.rows(), count);
  for (Eigen::Index i = 0; i < count; ++i) {
    scaled.col(i) =
        jacobian.col(known[static_cast<std::size_t>(i)]) / norms[known[static_cast<std::size_t>(i)]];
  }
  const auto eigen = symmetric_eigen(gram(scaled));
  const Eigen::VectorXd roots = eigen.values.cwiseMax(1e-15).cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd inverse = gram(roots.asDiagonal() * eigen.vectors.transpose());
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index j = 0; j < count; ++j) {
      const auto row = known[static_cast<std::size_t>(i)];
      const auto column = known[static_cast<std::size_t>(j)];
      covariance(row, column) = inverse(i, j) / (norms[row] * norms[column]);
    }
  }
  return covariance;
}

Eigen::VectorXd cramer_rao(const Eigen::MatrixXd& jacobian, double noise) {
  return noise * unit_covariance(jacobian).diagonal().cwiseSqrt();
}

Bounds model_bounds(const Model& model, const Eigen::VectorXd& parameters, const ConeSolution& amplitudes,
                    std::size_t first, std::size_t last) {
  const auto nonlinear = model.derivative(parameters, amplitudes.x, first, last);
  Eigen::MatrixXd jacobian(nonlinear.rows(), nonlinear.cols() + model.columns());
  jacobian << nonlinear, model.design(parameters, first, last);
  const auto covariance = unit_covariance(jacobian);
  return {covariance.bottomRightCorner(model.columns(), model.columns()),
          covariance.diagonal().head(nonlinear.cols()).cwiseSqrt()};
}

} // namespace mrs_quantify
