// applications/mrs-quantify: its decompositions against what defines them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "applications/mrs-quantify/src/algebra.hpp"
#include <algorithm>
#include <cmath>
#include <random>

namespace mrs_quantify {

namespace {

using Complex = std::complex<double>;

// Products by definition: Eigen's would be compiled for this test alone.
template <typename Left, typename Right>
Left product(const Left& a, const Right& b) {
  Left all = Left::Zero(a.rows(), b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    for (Eigen::Index j = 0; j < b.cols(); ++j) {
      for (Eigen::Index k = 0; k < a.cols(); ++k) {
        all(i, j) += a(i, k) * b(k, j);
      }
    }
  }
  return all;
}

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal(0, 1);
  Eigen::MatrixXd matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = normal(generator);
  }
  return matrix;
}

Eigen::MatrixXcd random_complex(Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixXcd matrix(rows, columns);
  matrix.real() = random_matrix(rows, columns, 1);
  matrix.imag() = random_matrix(rows, columns, 2);
  return matrix;
}

TEST(MrsAlgebra, FactorsWithPivots) {
  const Eigen::MatrixXcd a = random_complex(9, 4);
  const PivotedQr<Complex> qr(a);
  ASSERT_EQ(qr.rank(), 4);
  const Eigen::MatrixXcd q = qr.thin_q();
  const Eigen::MatrixXcd back = product(q, qr.r());
  for (Eigen::Index k = 0; k < 4; ++k) {
    EXPECT_LT((back.col(k) - a.col(qr.order()[k])).norm(), 1e-14);
  }
  EXPECT_LT((product(Eigen::MatrixXcd(q.adjoint()), q) - Eigen::MatrixXcd::Identity(4, 4)).norm(), 1e-14);
  const Eigen::VectorXcd x = random_complex(4, 1);
  EXPECT_LT((qr.solve(product(a, x)) - x).norm(), 1e-13);
}

TEST(MrsAlgebra, LeavesOutColumnsThatOthersMakeUp) {
  Eigen::MatrixXd a = random_matrix(8, 4, 3);
  a.col(2) = a.col(0) - 2 * a.col(3);
  const PivotedQr<double> qr(a);
  EXPECT_EQ(qr.rank(), 3);
  const Eigen::VectorXd b = random_matrix(8, 1, 4);
  const Eigen::VectorXd residual = b - times(a, qr.solve(b));
  EXPECT_LT(transposed_times(a, residual).norm(), 1e-13);
  EXPECT_EQ(PivotedQr<double>(Eigen::MatrixXd::Zero(3, 2)).rank(), 0);
}

TEST(MrsAlgebra, NullSpaceHasExactZeros) {
  Eigen::MatrixXd rows(3, 4);
  rows << 1, 0, 0, 0, -0.8, 1, 0, 0, 0, 0, 1, -0.3;
  const auto free = null_space(rows);
  ASSERT_EQ(free.cols(), 1);
  EXPECT_EQ(free(0, 0), 0);
  EXPECT_EQ(free(1, 0), 0);
  EXPECT_NEAR(free(2, 0) / free(3, 0), 0.3, 1e-15);
  EXPECT_EQ(null_space(Eigen::MatrixXd::Identity(3, 3)).cols(), 0);
}

TEST(MrsAlgebra, FindsSymmetricEigenvectors) {
  const Eigen::MatrixXd a = gram(random_matrix(12, 7, 5));
  const auto system = symmetric_eigen(a);
  const Eigen::MatrixXd left = product(a, system.vectors);
  EXPECT_LT((left - system.vectors * system.values.asDiagonal()).norm(), 1e-12);
  EXPECT_LT((gram(system.vectors) - Eigen::MatrixXd::Identity(7, 7)).norm(), 1e-13);
  const auto lower = cholesky(a, 0);
  EXPECT_LT((product(lower, Eigen::MatrixXd(lower.transpose())) - a).norm(), 1e-12);
  EXPECT_LT((solve_lower(lower, lower) - Eigen::MatrixXd::Identity(7, 7)).norm(), 1e-12);
}

TEST(MrsAlgebra, FindsTridiagonalEigenvectors) {
  // Of the second difference: 2 - 2 cos(k pi / (n + 1)); the one in the middle is cut in two.
  Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(9, 2);
  Eigen::VectorXd below = Eigen::VectorXd::Constant(8, -1);
  below[4] = 0;
  Eigen::MatrixXd a = diagonal.asDiagonal();
  a.diagonal(1) = a.diagonal(-1) = below;
  const auto system = tridiagonal_eigen(diagonal, below);
  EXPECT_LT((product(a, system.vectors) - system.vectors * system.values.asDiagonal()).norm(), 1e-14);
  EXPECT_LT((gram(system.vectors) - Eigen::MatrixXd::Identity(9, 9)).norm(), 1e-14);
  EXPECT_NEAR(system.values.minCoeff(), 2 - std::sqrt(3), 1e-14);
  EXPECT_NEAR(system.values.maxCoeff(), 2 + std::sqrt(3), 1e-14);
}

TEST(MrsAlgebra, FindsEigenvaluesOfAnyMatrix) {
  std::vector<Complex> truth = {{2, 0}, {2.001, 0}, {-1, 0.5}, {0, -3}, {0, 0}, {1e-3, 1}};
  const auto count = static_cast<Eigen::Index>(truth.size());
  Eigen::MatrixXcd triangle = random_complex(count, count).triangularView<Eigen::StrictlyUpper>();
  for (Eigen::Index i = 0; i < count; ++i) {
    triangle(i, i) = truth[static_cast<std::size_t>(i)];
  }
  const Eigen::MatrixXcd turn = PivotedQr<Complex>(random_complex(count, count)).thin_q();
  const Eigen::MatrixXcd turned = product(product(turn, triangle), Eigen::MatrixXcd(turn.adjoint()));
  // A permutation's have one size: what stops QR without shifts.
  Eigen::MatrixXcd cycle = Eigen::MatrixXcd::Zero(4, 4);
  cycle(0, 3) = cycle(1, 0) = cycle(2, 1) = cycle(3, 2) = 1;
  const auto expect = [](const std::vector<Complex>& found, const std::vector<Complex>& wanted) {
    ASSERT_EQ(found.size(), wanted.size());
    for (const auto& value : wanted) {
      EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Complex& one) {
        return std::abs(one - value) < 1e-9;
      })) << value;
    }
  };
  expect(eigenvalues(turned), truth);
  expect(eigenvalues(cycle), {{1, 0}, {-1, 0}, {0, 1}, {0, -1}});
}

TEST(MrsAlgebra, TransformsThereAndBack) {
  std::vector<Complex> values;
  for (int i = 0; i < 16; ++i) {
    values.emplace_back(i * i, 3 - i);
  }
  auto spectrum = values;
  fourier(spectrum, false);
  for (std::size_t k = 0; k < 16; ++k) {
    Complex sum = 0;
    for (std::size_t n = 0; n < 16; ++n) {
      sum += values[n] * std::polar(1.0, -2 * 3.14159265358979323846 * static_cast<double>(k * n) / 16);
    }
    EXPECT_LT(std::abs(spectrum[k] - sum), 1e-11);
  }
  fourier(spectrum, true);
  for (std::size_t n = 0; n < 16; ++n) {
    EXPECT_LT(std::abs(spectrum[n] - values[n]), 1e-12);
  }
}

} // namespace

} // namespace mrs_quantify
