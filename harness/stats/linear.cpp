#include "harness/stats/linear.hpp"

#include "harness/base/assert.hpp"

#include <Eigen/Dense>
#include <Eigen/Sparse>

#include <cmath>

namespace reprovip::stats {

namespace {

using Sparse = Eigen::SparseMatrix<double>;

Eigen::Index index_of(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

Eigen::Map<const Eigen::VectorXd> mapped(const std::vector<double>& vector) {
  return {vector.data(), index_of(vector.size())};
}

std::vector<double> copied(const Eigen::VectorXd& vector) {
  return {vector.data(), vector.data() + vector.size()};
}

Eigen::LLT<Eigen::MatrixXd> factor(const Matrix& matrix) {
  const auto size = index_of(matrix.size());
  Eigen::MatrixXd dense(size, size);
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    REPROVIP_ASSERT(matrix[i].size() == matrix.size());
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      dense(index_of(i), index_of(j)) = matrix[i][j];
    }
  }
  return dense.llt();
}

} // namespace

struct SparseCholesky::State {
  Sparse matrix;
  Eigen::SimplicialLDLT<Sparse, Eigen::Lower> factor;
};

SparseCholesky::SparseCholesky(std::size_t size, const std::vector<Place>& lower)
    : m_state(std::make_unique<State>()) {
  std::vector<Eigen::Triplet<double, int>> triplets;
  triplets.reserve(lower.size());
  for (const auto& place : lower) {
    triplets.emplace_back(static_cast<int>(place.row), static_cast<int>(place.column), 1.0);
  }
  m_state->matrix.resize(index_of(size), index_of(size));
  m_state->matrix.setFromTriplets(triplets.begin(), triplets.end());
  m_state->matrix.makeCompressed();
  REPROVIP_ASSERT(m_state->matrix.nonZeros() == index_of(lower.size()));
  m_state->factor.analyzePattern(m_state->matrix);
}

SparseCholesky::~SparseCholesky() = default;
SparseCholesky::SparseCholesky(SparseCholesky&&) noexcept = default;
SparseCholesky& SparseCholesky::operator=(SparseCholesky&&) noexcept = default;

bool SparseCholesky::factorize(const std::vector<double>& values) {
  REPROVIP_ASSERT(index_of(values.size()) == m_state->matrix.nonZeros());
  std::copy(values.begin(), values.end(), m_state->matrix.valuePtr());
  m_state->factor.factorize(m_state->matrix);
  return m_state->factor.info() == Eigen::Success && (m_state->factor.vectorD().array() > 0).all();
}

double SparseCholesky::log_determinant() const {
  return m_state->factor.vectorD().array().log().sum();
}

std::vector<double> SparseCholesky::solve(const std::vector<double>& right) const {
  return copied(m_state->factor.solve(mapped(right)));
}

std::optional<std::vector<double>> solve_positive(const Matrix& matrix, const std::vector<double>& right) {
  const auto decomposition = factor(matrix);
  if (decomposition.info() != Eigen::Success) {
    return std::nullopt;
  }
  return copied(decomposition.solve(mapped(right)));
}

} // namespace reprovip::stats
