#pragma once

#include <Eigen/Core>

#include <vector>

namespace mrs_quantify {

// x >= 0 that minimises |A x - b|, by the active sets of Lawson and Hanson, Solving Least Squares Problems
// (1974), chapter 23.
Eigen::VectorXd non_negative_least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);

// x with C x >= 0 that minimises |X x - y|, and the directions that its active constraints leave.
struct ConeSolution {
  Eigen::VectorXd x;
  Eigen::MatrixXd free;    // columns span the null space of the active rows of C; x is among what they span
  std::vector<int> active; // rows of C that hold x back, ascending
  Eigen::MatrixXd q;       // orthonormal columns that span X * free
  Eigen::VectorXd residual;
};

// The constraints that hold are found on the dual, which is a non-negative problem (x = (X'X)^-1 (X'y + C'l),
// l >= 0); then x on them by Householder's QR. Columns of X are scaled, and a column that the others make up
// counts for nothing.
ConeSolution cone_least_squares(const Eigen::MatrixXd& design, const Eigen::VectorXd& y,
                                const Eigen::MatrixXd& constraints);

} // namespace mrs_quantify
