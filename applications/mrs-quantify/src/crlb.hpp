#pragma once

#include <Eigen/Core>

#include "model.hpp"

namespace mrs_quantify {

// Cramer-Rao lower bounds: standard deviations of the unknowns of a least-squares problem with Gaussian noise
// of standard deviation `noise` in every real number: noise * sqrt(diag((J'J)^-1)), J the derivative of
// the model by its unknowns (Cavassila et al., NMR Biomed 14 (2001) 278). An unknown that J does not
// determine has more than 1e100, which -ffast-math can tell from a number, as it cannot infinity.
Eigen::VectorXd cramer_rao(const Eigen::MatrixXd& jacobian, double noise);

// The covariance in units of noise^2, (J'J)^-1, with the largest double where undetermined.
Eigen::MatrixXd unit_covariance(const Eigen::MatrixXd& jacobian);

// Of amplitudes and phases (as model columns) and of non-linear parameters, in units of the noise.
struct Bounds {
  Eigen::MatrixXd amplitudes; // covariance of the model's columns
  Eigen::VectorXd parameters; // standard deviations; above 1e100 where undetermined
};

// Bounds and soft relations count for nothing: what is at one is as free as the rest, as in cQUEST.
Bounds model_bounds(const Model& model, const Eigen::VectorXd& parameters, const ConeSolution& amplitudes,
                    std::size_t first, std::size_t last);

} // namespace mrs_quantify
