#include "hlsvd.hpp"

#include "algebra.hpp"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace mrs_quantify {

namespace {

using Complex = std::complex<double>;
constexpr double k_pi = 3.14159265358979323846;
constexpr Eigen::Index k_check_every = 16;

// Products with H(i, j) = x[i + j] in O(N log N).
class Hankel {
public:
  Hankel(const Points& points, Eigen::Index rows)
      : m_rows(rows), m_columns(static_cast<Eigen::Index>(points.size()) - rows + 1) {
    std::size_t length = 1;
    while (length < points.size()) {
      length *= 2;
    }
    m_spectrum = points;
    m_spectrum.resize(length);
    fourier(m_spectrum, false);
  }

  Eigen::Index rows() const { return m_rows; }
  Eigen::Index columns() const { return m_columns; }

  Eigen::VectorXcd times(const Eigen::VectorXcd& v) { return correlate(v, m_rows); }
  Eigen::VectorXcd adjoint_times(const Eigen::VectorXcd& u) {
    return correlate(u.conjugate(), m_columns).conjugate();
  }

private:
  // sum_j x[i + j] v[j] for i before `count`.
  Eigen::VectorXcd correlate(const Eigen::VectorXcd& v, Eigen::Index count) {
    Points spectrum(m_spectrum.size());
    for (Eigen::Index i = 0; i < v.size(); ++i) {
      spectrum[static_cast<std::size_t>(i)] = std::conj(v[i]);
    }
    fourier(spectrum, false);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
      spectrum[i] = m_spectrum[i] * std::conj(spectrum[i]);
    }
    fourier(spectrum, true);
    return Eigen::Map<const Eigen::VectorXcd>(spectrum.data(), count);
  }

  Eigen::Index m_rows;
  Eigen::Index m_columns;
  Points m_spectrum;
};

void orthogonalise(Eigen::VectorXcd& vector, const Eigen::MatrixXcd& against, Eigen::Index count) {
  for (int twice = 0; twice < 2; ++twice) {
    Eigen::VectorXcd part(count);
    for (Eigen::Index i = 0; i < count; ++i) {
      part[i] = against.col(i).dot(vector);
    }
    for (Eigen::Index i = 0; i < count; ++i) {
      vector -= part[i] * against.col(i);
    }
  }
}

// Of B B', which is tridiagonal.
Eigensystem of_bidiagonal(const Eigen::VectorXd& diagonal, const Eigen::VectorXd& beside) {
  const auto count = diagonal.size();
  Eigen::VectorXd squares = diagonal.cwiseAbs2();
  squares.head(count - 1) += beside.cwiseAbs2();
  return tridiagonal_eigen(squares, beside.cwiseProduct(diagonal.tail(count - 1)));
}

// The eigenvectors of the largest eigenvalues, the largest last.
Eigen::MatrixXd leading(const Eigensystem& system, Eigen::Index wanted) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(system.values.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index left, Eigen::Index right) {
    return system.values[left] > system.values[right];
  });
  Eigen::MatrixXd vectors(system.vectors.rows(), wanted);
  for (Eigen::Index i = 0; i < wanted; ++i) {
    vectors.col(wanted - 1 - i) = system.vectors.col(order[static_cast<std::size_t>(i)]);
  }
  return vectors;
}

// The leading left singular vectors, of H = U B V' with B bidiagonal and real; `early`: as soon as these are
// found.
Eigen::MatrixXcd leading_vectors(Hankel& hankel, Eigen::Index wanted, bool early) {
  const auto most = std::min(hankel.rows(), hankel.columns());
  Eigen::MatrixXcd left = Eigen::MatrixXcd::Zero(hankel.rows(), most);
  Eigen::MatrixXcd right = Eigen::MatrixXcd::Zero(hankel.columns(), most);
  Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(most);
  Eigen::VectorXd beside = Eigen::VectorXd::Zero(most);
  // A start that no singular vector is orthogonal to in practice, the same each time.
  Eigen::VectorXcd v = hankel.adjoint_times(Eigen::VectorXcd::Ones(hankel.rows()));
  v += Eigen::VectorXcd::Constant(v.size(), v.norm() / std::sqrt(static_cast<double>(v.size())) + 1e-300);
  v.normalize();
  for (Eigen::Index k = 0; k < most; ++k) {
    right.col(k) = v;
    Eigen::VectorXcd u = hankel.times(v);
    orthogonalise(u, left, k);
    diagonal[k] = u.norm();
    left.col(k) = diagonal[k] > 0 ? Eigen::VectorXcd(u / diagonal[k]) : u;
    v = hankel.adjoint_times(left.col(k));
    orthogonalise(v, right, k + 1);
    const double next = v.norm();
    const double least = 1e-14 * diagonal[0];
    const bool exhausted = k + 1 == most || next <= least || diagonal[k] <= least;
    if (exhausted || (early && k + 1 >= 2 * wanted && (k + 1) % k_check_every == 0)) {
      const auto small = of_bidiagonal(diagonal.head(k + 1), beside.head(k));
      const auto ritz = leading(small, std::min(wanted, k + 1));
      // The residual of a Ritz vector is the next coupling times its last entry.
      if (exhausted || next * ritz.row(k).cwiseAbs().maxCoeff() <= 1e-12 * diagonal[0]) {
        return times(Eigen::MatrixXcd(left.leftCols(k + 1)), ritz);
      }
    }
    beside[k] = next;
    v /= next;
  }
  return left;
}

void fit_amplitudes(std::vector<Sinusoid>& sinusoids, const Points& points, double dwell) {
  const auto count = static_cast<Eigen::Index>(points.size());
  Eigen::MatrixXcd columns(count, static_cast<Eigen::Index>(sinusoids.size()));
  Eigen::VectorXd scales(columns.cols());
  for (std::size_t k = 0; k < sinusoids.size(); ++k) {
    auto one = sinusoids[k];
    one.amplitude = 1;
    const auto values = evaluate({one}, dwell, points.size());
    const auto column = static_cast<Eigen::Index>(k);
    columns.col(column) = Eigen::Map<const Eigen::VectorXcd>(values.data(), count);
    scales[column] = columns.col(column).norm();
    columns.col(column) /= scales[column];
  }
  const Eigen::Map<const Eigen::VectorXcd> data(points.data(), count);
  const Eigen::VectorXcd amplitudes = PivotedQr<Complex>(columns).solve(data);
  for (std::size_t k = 0; k < sinusoids.size(); ++k) {
    const auto column = static_cast<Eigen::Index>(k);
    sinusoids[k].amplitude = amplitudes[column] / scales[column];
  }
}

} // namespace

std::vector<Sinusoid> hlsvd(const Points& points, double dwell, const Svd& svd, bool lanczos) {
  Points part(points);
  if (svd.points > 0 && svd.points < part.size()) {
    part.resize(svd.points);
  }
  const auto rows =
      static_cast<Eigen::Index>(svd.rows > 0 ? std::min(svd.rows, part.size() / 2) : part.size() / 2);
  const auto wanted = std::min(static_cast<Eigen::Index>(svd.components), rows - 1);
  double energy = 0;
  for (const auto& point : part) {
    energy += std::norm(point);
  }
  if (wanted < 1 || !(energy > 0)) {
    return {};
  }
  Hankel hankel(part, rows);
  const auto vectors = leading_vectors(hankel, wanted, lanczos);
  const PivotedQr<Complex> upper(vectors.topRows(rows - 1));
  Eigen::MatrixXcd shift(vectors.cols(), vectors.cols());
  for (Eigen::Index k = 0; k < vectors.cols(); ++k) {
    shift.col(k) = upper.solve(vectors.col(k).tail(rows - 1));
  }
  std::vector<Sinusoid> sinusoids;
  for (const auto& pole : eigenvalues(shift)) {
    if (std::abs(pole) > 1e-6 && std::abs(pole) < 1.1) {
      sinusoids.push_back({0, -std::log(std::abs(pole)) / dwell, std::arg(pole) / (2 * k_pi * dwell)});
    }
  }
  std::sort(sinusoids.begin(), sinusoids.end(),
            [](const Sinusoid& left, const Sinusoid& right) { return left.frequency < right.frequency; });
  fit_amplitudes(sinusoids, part, dwell);
  return sinusoids;
}

Points evaluate(const std::vector<Sinusoid>& sinusoids, double dwell, std::size_t count) {
  Points sum(count);
  for (const auto& sinusoid : sinusoids) {
    for (std::size_t n = 0; n < count; ++n) {
      const double t = static_cast<double>(n) * dwell;
      sum[n] +=
          sinusoid.amplitude * std::polar(std::exp(-sinusoid.damping * t), 2 * k_pi * sinusoid.frequency * t);
    }
  }
  return sum;
}

} // namespace mrs_quantify
