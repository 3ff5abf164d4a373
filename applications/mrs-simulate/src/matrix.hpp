// Small square matrices whose sums have one order, whatever the compiler and the CPU: a library's have not.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace mrs_simulate {

template <class Number>
class Matrix {
public:
  explicit Matrix(std::size_t size) : m_size(size), m_values(size * size) {}

  std::size_t size() const { return m_size; }
  Number& operator()(std::size_t row, std::size_t column) { return m_values[row * m_size + column]; }
  const Number& operator()(std::size_t row, std::size_t column) const {
    return m_values[row * m_size + column];
  }

private:
  std::size_t m_size;
  std::vector<Number> m_values;
};

using Real = Matrix<double>;
using Complex = Matrix<std::complex<double>>;

template <class Left, class Right>
auto product(const Matrix<Left>& left, const Matrix<Right>& right) {
  Matrix<decltype(Left{} * Right{})> result(left.size());
  for (std::size_t row = 0; row < left.size(); ++row) {
    for (std::size_t inner = 0; inner < left.size(); ++inner) {
      for (std::size_t column = 0; column < left.size(); ++column) {
        result(row, column) += left(row, inner) * right(inner, column);
      }
    }
  }
  return result;
}

template <class Number>
Matrix<Number> transposed(const Matrix<Number>& matrix) {
  Matrix<Number> result(matrix.size());
  for (std::size_t row = 0; row < matrix.size(); ++row) {
    for (std::size_t column = 0; column < matrix.size(); ++column) {
      result(column, row) = matrix(row, column);
    }
  }
  return result;
}

struct Eigenstates {
  std::vector<double> values;
  Real vectors; // one per column
};

// Of a symmetric matrix, by Jacobi's rotations; in no order.
Eigenstates diagonalise(Real matrix);

} // namespace mrs_simulate
