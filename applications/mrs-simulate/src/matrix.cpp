#include "matrix.hpp"

#include <cmath>

namespace mrs_simulate {

namespace {

double squares_beside_diagonal(const Real& matrix) {
  double sum = 0;
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    for (std::size_t column = 0; column < row; ++column) {
      sum += matrix(row, column) * matrix(row, column);
    }
  }
  return sum;
}

// Columns p and q of `matrix`, turned by the angle of this cosine and sine.
void turn_columns(Real& matrix, std::size_t p, std::size_t q, double cosine, double sine) {
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    const double a = matrix(row, p);
    const double b = matrix(row, q);
    matrix(row, p) = cosine * a - sine * b;
    matrix(row, q) = sine * a + cosine * b;
  }
}

void turn_rows(Real& matrix, std::size_t p, std::size_t q, double cosine, double sine) {
  for (std::size_t column = 0; column < matrix.size(); ++column) {
    const double a = matrix(p, column);
    const double b = matrix(q, column);
    matrix(p, column) = cosine * a - sine * b;
    matrix(q, column) = sine * a + cosine * b;
  }
}

void annihilate(Real& matrix, Real& vectors, std::size_t p, std::size_t q) {
  const double ratio = (matrix(q, q) - matrix(p, p)) / (2 * matrix(p, q));
  const double tangent = (ratio < 0 ? -1 : 1) / (std::fabs(ratio) + std::sqrt(ratio * ratio + 1));
  const double cosine = 1 / std::sqrt(tangent * tangent + 1);
  const double sine = tangent * cosine;
  turn_columns(matrix, p, q, cosine, sine);
  turn_rows(matrix, p, q, cosine, sine);
  turn_columns(vectors, p, q, cosine, sine);
}

} // namespace

Eigenstates diagonalise(Real matrix) {
  constexpr int k_sweeps = 60;
  const std::size_t size = matrix.size();
  Real vectors(size);
  double scale = squares_beside_diagonal(matrix);
  for (std::size_t i = 0; i < size; ++i) {
    vectors(i, i) = 1;
    scale += matrix(i, i) * matrix(i, i);
  }
  for (int sweep = 0; sweep < k_sweeps && squares_beside_diagonal(matrix) > 1e-30 * scale; ++sweep) {
    for (std::size_t p = 0; p < size; ++p) {
      for (std::size_t q = p + 1; q < size; ++q) {
        if (matrix(p, q) * matrix(p, q) > 1e-36 * scale) {
          annihilate(matrix, vectors, p, q);
        }
      }
    }
  }
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = matrix(i, i);
  }
  return {std::move(values), std::move(vectors)};
}

} // namespace mrs_simulate
