#include "hlsvd.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/FFT>

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
    Points padded(points);
    padded.resize(length);
    m_fft.fwd(m_spectrum, padded);
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
    Points padded(m_spectrum.size());
    for (Eigen::Index i = 0; i < v.size(); ++i) {
      padded[static_cast<std::size_t>(i)] = std::conj(v[i]);
    }
    Points spectrum;
    m_fft.fwd(spectrum, padded);
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
      spectrum[i] = m_spectrum[i] * std::conj(spectrum[i]);
    }
    Points sums;
    m_fft.inv(sums, spectrum);
    return Eigen::Map<const Eigen::VectorXcd>(sums.data(), count);
  }

  Eigen::Index m_rows;
  Eigen::Index m_columns;
  Points m_spectrum;
  Eigen::FFT<double> m_fft;
};

void orthogonalise(Eigen::VectorXcd& vector, const Eigen::MatrixXcd& against, Eigen::Index count) {
  for (int twice = 0; twice < 2; ++twice) {
    const Eigen::VectorXcd part = against.leftCols(count).adjoint() * vector;
    vector -= against.leftCols(count) * part;
  }
}

// The leading left singular vectors, of H = U B V' with B bidiagonal and real; `early`: as soon as these are
// found.
Eigen::MatrixXcd leading_vectors(Hankel& hankel, Eigen::Index wanted, bool early) {
  const auto most = std::min(hankel.rows(), hankel.columns());
  Eigen::MatrixXcd left = Eigen::MatrixXcd::Zero(hankel.rows(), most);
  Eigen::MatrixXcd right = Eigen::MatrixXcd::Zero(hankel.columns(), most);
  Eigen::MatrixXd b = Eigen::MatrixXd::Zero(most, most);
  // A start that no singular vector is orthogonal to in practice, the same each time.
  Eigen::VectorXcd v = hankel.adjoint_times(Eigen::VectorXcd::Ones(hankel.rows()));
  v += Eigen::VectorXcd::Constant(v.size(), v.norm() / std::sqrt(static_cast<double>(v.size())) + 1e-300);
  v.normalize();
  for (Eigen::Index k = 0; k < most; ++k) {
    right.col(k) = v;
    Eigen::VectorXcd u = hankel.times(v);
    orthogonalise(u, left, k);
    b(k, k) = u.norm();
    left.col(k) = b(k, k) > 0 ? Eigen::VectorXcd(u / b(k, k)) : u;
    v = hankel.adjoint_times(left.col(k));
    orthogonalise(v, right, k + 1);
    const double next = v.norm();
    const bool exhausted = k + 1 == most || next <= 1e-14 * b(0, 0) || b(k, k) <= 1e-14 * b(0, 0);
    if (exhausted || (early && k + 1 >= 2 * wanted && (k + 1) % k_check_every == 0)) {
      const Eigen::MatrixXd part = b.topLeftCorner(k + 1, k + 1);
      const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> small(part * part.transpose());
      const auto count = std::min(wanted, k + 1);
      const Eigen::MatrixXd ritz = small.eigenvectors().rightCols(count);
      // The residual of a Ritz vector is the next coupling times its last entry.
      if (exhausted || next * ritz.row(k).cwiseAbs().maxCoeff() <= 1e-12 * b(0, 0)) {
        return left.leftCols(k + 1) * ritz;
      }
    }
    b(k, k + 1) = next;
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
  const Eigen::VectorXcd amplitudes = columns.householderQr().solve(data);
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
  const Eigen::MatrixXcd shift =
      vectors.topRows(rows - 1).householderQr().solve(vectors.bottomRows(rows - 1));
  const Eigen::ComplexEigenSolver<Eigen::MatrixXcd> poles(shift, false);
  std::vector<Sinusoid> sinusoids;
  for (Eigen::Index k = 0; k < poles.eigenvalues().size(); ++k) {
    const Complex pole = poles.eigenvalues()[k];
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
