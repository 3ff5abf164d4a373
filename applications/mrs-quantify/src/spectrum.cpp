#include <Eigen/Jacobi>

#include "algebra.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

namespace mrs_quantify {

namespace {

using Complex = std::complex<double>;
using Eigen::Index;
constexpr double k_rounding = std::numeric_limits<double>::epsilon();
constexpr double k_pi = 3.14159265358979323846;

void to_hessenberg(Eigen::MatrixXcd& a) {
  const auto n = a.rows();
  for (Index m = 1; m + 1 < n; ++m) {
    Index pivot = m;
    for (Index i = m; i < n; ++i) {
      pivot = std::abs(a(i, m - 1)) > std::abs(a(pivot, m - 1)) ? i : pivot;
    }
    if (a(pivot, m - 1) == 0.0) {
      continue;
    }
    a.row(pivot).swap(a.row(m));
    a.col(pivot).swap(a.col(m));
    for (Index i = m + 1; i < n; ++i) {
      const Complex factor = a(i, m - 1) / a(m, m - 1);
      a.row(i) -= factor * a.row(m);
      a.col(m) += factor * a.col(i);
      a(i, m - 1) = 0;
    }
  }
}

// The eigenvalue of the last two rows' and columns' matrix that is nearer to its last element.
Complex wilkinson_shift(const Eigen::MatrixXcd& a, Index last) {
  const Complex half = 0.5 * (a(last - 1, last - 1) - a(last, last));
  const Complex product = a(last - 1, last) * a(last, last - 1);
  const Complex root = std::sqrt(half * half + product);
  const Complex larger = std::abs(half + root) > std::abs(half - root) ? half + root : half - root;
  return larger == 0.0 ? a(last, last) : a(last, last) - product / larger;
}

// One step of QR on rows and columns from `first` to `last`.
void qr_step(Eigen::MatrixXcd& a, Index first, Index last, const Complex& shift) {
  std::vector<std::pair<Complex, Complex>> rotations;
  for (Index k = first; k <= last; ++k) {
    a(k, k) -= shift;
  }
  for (Index k = first; k < last; ++k) {
    const double size = std::hypot(std::abs(a(k, k)), std::abs(a(k + 1, k)));
    const Complex c = size > 0 ? a(k, k) / size : 1;
    const Complex s = size > 0 ? a(k + 1, k) / size : 0;
    for (Index j = k; j <= last; ++j) {
      const Complex above = a(k, j);
      a(k, j) = std::conj(c) * above + std::conj(s) * a(k + 1, j);
      a(k + 1, j) = c * a(k + 1, j) - s * above;
    }
    rotations.emplace_back(c, s);
  }
  for (Index k = first; k < last; ++k) {
    const auto& [c, s] = rotations[static_cast<std::size_t>(k - first)];
    for (Index i = first; i <= std::min(k + 1, last); ++i) {
      const Complex before = a(i, k);
      a(i, k) = c * before + s * a(i, k + 1);
      a(i, k + 1) = std::conj(c) * a(i, k + 1) - std::conj(s) * before;
    }
  }
  for (Index k = first; k <= last; ++k) {
    a(k, k) += shift;
  }
}

// One step of QR with Wilkinson's shift on the rows from `first` to `last`: the bulge that the first rotation
// makes is chased down by the others.
void chase(Eigen::VectorXd& diagonal, Eigen::VectorXd& below, Eigen::MatrixXd& vectors, Index first,
           Index last) {
  const double half = 0.5 * (diagonal[last - 1] - diagonal[last]);
  const double e = below[last - 1];
  const double shift = diagonal[last] - e * e / (half + std::copysign(std::hypot(half, e), half));
  double x = diagonal[first] - shift;
  double bulge = below[first];
  for (Index k = first; k < last; ++k) {
    const double size = std::hypot(x, bulge);
    const double c = size > 0 ? x / size : 1;
    const double s = size > 0 ? bulge / size : 0;
    if (k > first) {
      below[k - 1] = size;
    }
    const double upper = diagonal[k];
    const double lower = diagonal[k + 1];
    const double off = below[k];
    diagonal[k] = c * c * upper + 2 * c * s * off + s * s * lower;
    diagonal[k + 1] = s * s * upper - 2 * c * s * off + c * c * lower;
    below[k] = c * s * (lower - upper) + (c * c - s * s) * off;
    x = below[k];
    if (k + 1 < last) {
      bulge = s * below[k + 1];
      below[k + 1] *= c;
    }
    const Eigen::VectorXd before = vectors.col(k);
    vectors.col(k) = c * before + s * vectors.col(k + 1);
    vectors.col(k + 1) = c * vectors.col(k + 1) - s * before;
  }
}

} // namespace

Eigensystem symmetric_eigen(Eigen::MatrixXd a) {
  constexpr int k_most_sweeps = 60;
  const auto n = a.rows();
  Eigen::MatrixXd vectors = Eigen::MatrixXd::Identity(n, n);
  bool turned = true;
  for (int sweep = 0; turned && sweep < k_most_sweeps; ++sweep) {
    turned = false;
    for (Index q = 1; q < n; ++q) {
      for (Index p = 0; p < q; ++p) {
        if (std::abs(a(p, q)) <= 1e-17 * std::sqrt(std::abs(a(p, p) * a(q, q))) ||
            std::abs(a(p, q)) < std::numeric_limits<double>::min()) {
          continue;
        }
        turned = true;
        Eigen::JacobiRotation<double> rotation;
        rotation.makeJacobi(a, p, q);
        a.applyOnTheLeft(p, q, rotation.adjoint());
        a.applyOnTheRight(p, q, rotation);
        a(p, q) = a(q, p) = 0;
        vectors.applyOnTheRight(p, q, rotation);
      }
    }
  }
  return {a.diagonal(), vectors};
}

Eigensystem tridiagonal_eigen(Eigen::VectorXd diagonal, Eigen::VectorXd below) {
  constexpr int k_most_steps = 60;
  const auto n = diagonal.size();
  Eigen::MatrixXd vectors = Eigen::MatrixXd::Identity(n, n);
  int steps = 0;
  for (Index last = n - 1; last > 0;) {
    Index first = last;
    while (first > 0 && std::abs(below[first - 1]) >
                            k_rounding * (std::abs(diagonal[first]) + std::abs(diagonal[first - 1]))) {
      --first;
    }
    if (first == last || steps == k_most_steps) {
      --last;
      steps = 0;
    } else {
      ++steps;
      chase(diagonal, below, vectors, first, last);
    }
  }
  return {diagonal, vectors};
}

std::vector<Complex> eigenvalues(Eigen::MatrixXcd a) {
  constexpr int k_most_steps = 300;
  to_hessenberg(a);
  std::vector<Complex> values;
  int steps = 0;
  for (Index last = a.rows() - 1; last >= 0;) {
    Index first = last;
    while (first > 0 && std::abs(a(first, first - 1)) >
                            std::numeric_limits<double>::epsilon() *
                                (std::abs(a(first, first)) + std::abs(a(first - 1, first - 1)))) {
      --first;
    }
    if (first == last || steps == k_most_steps) {
      values.push_back(a(last, last));
      --last;
      steps = 0;
      continue;
    }
    ++steps;
    // Every tenth time another shift, which ends what would go in circles.
    const bool stuck = steps % 10 == 0;
    qr_step(a, first, last, stuck ? Complex(std::abs(a(last, last - 1))) : wilkinson_shift(a, last));
  }
  return values;
}

void fourier(std::vector<Complex>& values, bool inverse) {
  const auto count = values.size();
  std::vector<Complex> roots(count / 2);
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const double angle = 2 * k_pi * static_cast<double>(i) / static_cast<double>(count);
    roots[i] = {std::cos(angle), inverse ? std::sin(angle) : -std::sin(angle)};
  }
  for (std::size_t i = 1, mirrored = 0; i < count; ++i) {
    std::size_t bit = count / 2;
    for (; (mirrored & bit) != 0; bit /= 2) {
      mirrored ^= bit;
    }
    mirrored ^= bit;
    if (i < mirrored) {
      std::swap(values[i], values[mirrored]);
    }
  }
  for (std::size_t half = 1; half < count; half *= 2) {
    for (std::size_t start = 0; start < count; start += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        const Complex lower = roots[k * (count / (2 * half))] * values[start + half + k];
        values[start + half + k] = values[start + k] - lower;
        values[start + k] += lower;
      }
    }
  }
  for (auto& value : values) {
    value /= inverse ? static_cast<double>(count) : 1.0;
  }
}

} // namespace mrs_quantify
