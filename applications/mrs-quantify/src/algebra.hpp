#pragma once

#include <Eigen/Core>

#include <complex>
#include <vector>

// Decompositions of dense matrices on Eigen's vectors, compiled once and plainly: Eigen's own, blocked for
// matrices far larger than these, made every build of the program cost a minute of CPU.
namespace mrs_quantify {

// A P = Q R by Householder's reflections with column pivoting; Scalar is double or std::complex<double>.
template <typename Scalar>
class PivotedQr {
public:
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

  explicit PivotedQr(Matrix a);

  // Diagonal elements of R above their largest times rounding and their number.
  Eigen::Index rank() const { return m_rank; }
  // Upper triangular, of as many rows as A's smaller side.
  const Matrix& r() const { return m_r; }
  // Column i of A P is column order()[i] of A.
  const Eigen::VectorXi& order() const { return m_order; }
  // Q' b.
  Vector adjoint_times(Vector b) const;
  // The first rank() columns of Q.
  Matrix thin_q() const;
  // x that minimises |A x - b|, with zeros for the columns beyond the rank.
  Vector solve(const Vector& b) const;

private:
  void choose_pivot(Eigen::Index step, Eigen::VectorXd& left, Eigen::VectorXd& full);
  void reflect(Eigen::Index step, Eigen::Ref<Vector> column) const;

  Matrix m_reflectors; // on and below the diagonal
  Matrix m_r;
  Eigen::VectorXd m_taus; // reflection: 1 - tau v v'
  Eigen::VectorXi m_order;
  Eigen::Index m_rank = 0;
};

// Products by columns, that pass over zeros of the second factor.
Eigen::VectorXd times(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);
Eigen::MatrixXd times(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
Eigen::MatrixXcd times(const Eigen::MatrixXcd& a, const Eigen::MatrixXd& b);
// A' b and A' A.
Eigen::VectorXd transposed_times(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);
Eigen::MatrixXd gram(const Eigen::MatrixXd& a);

// L, lower, of A = L L'. `least`: what the square of a diagonal element of L is raised to.
Eigen::MatrixXd cholesky(Eigen::MatrixXd a, double least);
// L^-1 B.
Eigen::MatrixXd solve_lower(const Eigen::MatrixXd& lower, Eigen::MatrixXd b);

// Columns that span the null space of `rows`, by elimination with full pivoting; an unknown that the rows
// make 0 is exactly 0 in them.
Eigen::MatrixXd null_space(Eigen::MatrixXd rows);

struct Eigensystem {
  Eigen::VectorXd values;
  Eigen::MatrixXd vectors; // columns, orthonormal
};

// Of a symmetric matrix, by Jacobi's rotations, in no order.
Eigensystem symmetric_eigen(Eigen::MatrixXd a);

// Of a symmetric tridiagonal one, by implicit QR with Wilkinson's shifts (Golub and Van Loan, Matrix
// Computations, 8.3), in no order.
Eigensystem tridiagonal_eigen(Eigen::VectorXd diagonal, Eigen::VectorXd below);

// Eigenvalues of any square matrix: elimination to Hessenberg's form, then QR with Wilkinson's shifts
// (Wilkinson and Reinsch, Handbook for Automatic Computation II (1971), comhes and comqr).
std::vector<std::complex<double>> eigenvalues(Eigen::MatrixXcd a);

// Discrete Fourier transform of 2^n values, in place; the inverse divides by their number.
void fourier(std::vector<std::complex<double>>& values, bool inverse);

} // namespace mrs_quantify
