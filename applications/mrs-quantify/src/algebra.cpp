#include "algebra.hpp"

#include <cmath>
#include <limits>

namespace mrs_quantify {

namespace {

using Eigen::Index;
constexpr double k_rounding = std::numeric_limits<double>::epsilon();

template <typename Result, typename Left>
Result times_columns(const Left& a, const Eigen::MatrixXd& b) {
  Result product = Result::Zero(a.rows(), b.cols());
  for (Index j = 0; j < b.cols(); ++j) {
    for (Index k = 0; k < b.rows(); ++k) {
      if (b(k, j) != 0) {
        product.col(j) += b(k, j) * a.col(k);
      }
    }
  }
  return product;
}

} // namespace

template <typename Scalar>
PivotedQr<Scalar>::PivotedQr(Matrix a) : m_reflectors(std::move(a)), m_order(m_reflectors.cols()) {
  const auto rows = m_reflectors.rows();
  const auto columns = m_reflectors.cols();
  const auto steps = std::min(rows, columns);
  m_r = Matrix::Zero(steps, columns);
  m_taus = Eigen::VectorXd::Zero(steps);
  Eigen::VectorXd left(columns);
  for (Index j = 0; j < columns; ++j) {
    m_order[j] = static_cast<int>(j);
    left[j] = m_reflectors.col(j).squaredNorm();
  }
  Eigen::VectorXd full = left;
  for (Index k = 0; k < steps; ++k) {
    choose_pivot(k, left, full);
    auto column = m_reflectors.col(k).tail(rows - k);
    const double norm = column.norm();
    const double size = std::abs(column[0]);
    if (norm > 0) {
      const Scalar direction = size > 0 ? Scalar(column[0] / size) : Scalar(1);
      column[0] += direction * norm;
      m_taus[k] = 1 / (norm * (norm + size));
      m_r(k, k) = -direction * norm;
    }
    for (Index j = k + 1; j < columns; ++j) {
      reflect(k, m_reflectors.col(j));
      m_r(k, j) = m_reflectors(k, j);
      left[j] -= std::norm(m_r(k, j));
    }
  }
  const double least = steps == 0 ? 0 : std::abs(m_r(0, 0)) * k_rounding * static_cast<double>(steps);
  while (m_rank < steps && std::abs(m_r(m_rank, m_rank)) > least) {
    ++m_rank;
  }
}

template <typename Scalar>
void PivotedQr<Scalar>::choose_pivot(Index step, Eigen::VectorXd& left, Eigen::VectorXd& full) {
  Index best = step;
  for (Index j = step; j < left.size(); ++j) {
    // Too little is left of it for differences to be right.
    if (left[j] < 1e-6 * full[j]) {
      left[j] = full[j] = m_reflectors.col(j).tail(m_reflectors.rows() - step).squaredNorm();
    }
    best = left[j] > left[best] ? j : best;
  }
  if (best != step) {
    m_reflectors.col(best).swap(m_reflectors.col(step));
    m_r.col(best).swap(m_r.col(step));
    std::swap(m_order[best], m_order[step]);
    std::swap(left[best], left[step]);
    std::swap(full[best], full[step]);
  }
}

template <typename Scalar>
void PivotedQr<Scalar>::reflect(Index step, Eigen::Ref<Vector> column) const {
  const auto count = column.size() - step;
  const auto reflector = m_reflectors.col(step).tail(count);
  const Scalar factor = m_taus[step] * reflector.dot(column.tail(count));
  column.tail(count) -= factor * reflector;
}

template <typename Scalar>
typename PivotedQr<Scalar>::Vector PivotedQr<Scalar>::adjoint_times(Vector b) const {
  for (Index k = 0; k < m_taus.size(); ++k) {
    reflect(k, b);
  }
  return b;
}

template <typename Scalar>
typename PivotedQr<Scalar>::Matrix PivotedQr<Scalar>::thin_q() const {
  Matrix q = Matrix::Identity(m_reflectors.rows(), m_rank);
  for (Index k = m_rank - 1; k >= 0; --k) {
    for (Index j = k; j < m_rank; ++j) {
      reflect(k, q.col(j));
    }
  }
  return q;
}

template <typename Scalar>
typename PivotedQr<Scalar>::Vector PivotedQr<Scalar>::solve(const Vector& b) const {
  Vector y = adjoint_times(b);
  Vector x = Vector::Zero(m_order.size());
  for (Index k = m_rank - 1; k >= 0; --k) {
    y[k] /= m_r(k, k);
    y.head(k) -= y[k] * m_r.col(k).head(k);
    x[m_order[k]] = y[k];
  }
  return x;
}

template class PivotedQr<double>;
template class PivotedQr<std::complex<double>>;

Eigen::VectorXd times(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  return times_columns<Eigen::VectorXd>(a, b);
}

Eigen::MatrixXd times(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return times_columns<Eigen::MatrixXd>(a, b);
}

Eigen::MatrixXcd times(const Eigen::MatrixXcd& a, const Eigen::MatrixXd& b) {
  return times_columns<Eigen::MatrixXcd>(a, b);
}

Eigen::VectorXd transposed_times(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  Eigen::VectorXd product(a.cols());
  for (Index j = 0; j < a.cols(); ++j) {
    product[j] = a.col(j).dot(b);
  }
  return product;
}

Eigen::MatrixXd gram(const Eigen::MatrixXd& a) {
  Eigen::MatrixXd product(a.cols(), a.cols());
  for (Index j = 0; j < a.cols(); ++j) {
    for (Index i = 0; i <= j; ++i) {
      product(i, j) = product(j, i) = a.col(i).dot(a.col(j));
    }
  }
  return product;
}

Eigen::MatrixXd cholesky(Eigen::MatrixXd a, double least) {
  const auto n = a.rows();
  for (Index j = 0; j < n; ++j) {
    a.col(j).head(j).setZero();
    a.col(j).tail(n - j) /= std::sqrt(std::max(a(j, j), least));
    for (Index i = j + 1; i < n; ++i) {
      a.col(i).tail(n - i) -= a(i, j) * a.col(j).tail(n - i);
    }
  }
  return a;
}

Eigen::MatrixXd solve_lower(const Eigen::MatrixXd& lower, Eigen::MatrixXd b) {
  const auto n = lower.rows();
  for (Index j = 0; j < b.cols(); ++j) {
    for (Index k = 0; k < n; ++k) {
      b(k, j) /= lower(k, k);
      b.col(j).tail(n - k - 1) -= b(k, j) * lower.col(k).tail(n - k - 1);
    }
  }
  return b;
}

Eigen::MatrixXd null_space(Eigen::MatrixXd rows) {
  const auto width = rows.cols();
  std::vector<Index> order(static_cast<std::size_t>(width));
  for (Index j = 0; j < width; ++j) {
    order[static_cast<std::size_t>(j)] = j;
  }
  const double least =
      rows.size() == 0 ? 0 : rows.cwiseAbs().maxCoeff() * k_rounding * static_cast<double>(width);
  Index rank = 0;
  for (; rank < std::min(rows.rows(), width); ++rank) {
    Index row = 0;
    Index column = 0;
    if (!(rows.bottomRightCorner(rows.rows() - rank, width - rank).cwiseAbs().maxCoeff(&row, &column) >
          least)) {
      break;
    }
    rows.row(rank).swap(rows.row(rank + row));
    rows.col(rank).swap(rows.col(rank + column));
    std::swap(order[static_cast<std::size_t>(rank)], order[static_cast<std::size_t>(rank + column)]);
    rows.row(rank) /= double(rows(rank, rank));
    for (Index i = 0; i < rows.rows(); ++i) {
      if (i != rank && rows(i, rank) != 0) {
        rows.row(i) -= double(rows(i, rank)) * rows.row(rank);
      }
    }
  }
  Eigen::MatrixXd free = Eigen::MatrixXd::Zero(width, width - rank);
  for (Index j = rank; j < width; ++j) {
    free(order[static_cast<std::size_t>(j)], j - rank) = 1;
    for (Index i = 0; i < rank; ++i) {
      free(order[static_cast<std::size_t>(i)], j - rank) = -rows(i, j);
    }
  }
  return free;
}

} // namespace mrs_quantify
