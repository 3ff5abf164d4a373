#pragma once

#include <Eigen/Core>

#include "model.hpp"

namespace mrs_quantify {

// What is fitted, over which points.
struct Problem {
  const Model& model;
  Eigen::VectorXd data; // stacked
  std::size_t first = 0;
  std::size_t last = 0;
};

struct Optimum {
  Eigen::VectorXd parameters;
  ConeSolution amplitudes;
  double cost = 0;     // sum of squares
  int evaluations = 0; // of the model
  bool converged = false;
};

// MINPACK's Levenberg-Marquardt (Eigen's) on the variable projection functional, with Kaufman's Jacobian
// (1975), from `start`. Bounds: a parameter that steps out is held at its bound, and released when the
// gradient there points inwards. `tolerance`: relative, of cost and step.
Optimum optimise(const Problem& problem, const Eigen::VectorXd& start, double tolerance);

} // namespace mrs_quantify
