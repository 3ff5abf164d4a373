#include "harness/stats/tensor.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace reprovip::stats {

namespace {

using Full = std::array<std::array<double, 3>, 3>;

// One rotation that makes a[p][q] zero; v gathers the rotations (Rutishauser 1966).
void rotate(Full& a, Full& v, std::size_t p, std::size_t q) {
  if (a[p][q] == 0) {
    return;
  }
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = (theta < 0 ? -1 : 1) / (std::abs(theta) + std::hypot(theta, 1));
  const double c = 1 / std::hypot(t, 1);
  const double s = t * c;
  a[p][p] -= t * a[p][q];
  a[q][q] += t * a[p][q];
  a[p][q] = a[q][p] = 0;
  const std::size_t r = 3 - p - q;
  const double rp = a[r][p];
  const double rq = a[r][q];
  a[r][p] = a[p][r] = c * rp - s * rq;
  a[r][q] = a[q][r] = s * rp + c * rq;
  for (auto& row : v) {
    const double x = row[p];
    const double y = row[q];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
}

bool is_diagonal(const Full& a) {
  const auto small = [&](std::size_t p, std::size_t q) {
    return std::abs(a[p][q]) <= 1e-17 * std::sqrt(std::abs(a[p][p])) * std::sqrt(std::abs(a[q][q]));
  };
  return small(0, 1) && small(0, 2) && small(1, 2);
}

} // namespace

Eigen3 eigen(const Symmetric& m) {
  Full a = {{{m[0], m[1], m[2]}, {m[1], m[3], m[4]}, {m[2], m[4], m[5]}}};
  Full v = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (int sweep = 0; sweep < 60 && !is_diagonal(a); ++sweep) {
    rotate(a, v, 0, 1);
    rotate(a, v, 0, 2);
    rotate(a, v, 1, 2);
  }
  std::array<std::size_t, 3> order = {0, 1, 2};
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return a[i][i] > a[j][j]; });
  Eigen3 result;
  for (std::size_t i = 0; i < 3; ++i) {
    result.values[i] = a[order[i]][order[i]];
    result.leading[i] = v[i][order[0]];
  }
  return result;
}

double mean_diffusivity(const std::array<double, 3>& values) {
  return (values[0] + values[1] + values[2]) / 3;
}

double fractional_anisotropy(const std::array<double, 3>& values) {
  const double mean = mean_diffusivity(values);
  const double size = std::hypot(values[0], values[1], values[2]);
  const double spread = std::hypot(values[0] - mean, values[1] - mean, values[2] - mean);
  return size == 0 ? 0 : std::sqrt(1.5) * spread / size;
}

double dyadic_coherence(const std::array<double, 3>& values) {
  return 1 - std::sqrt(std::max(0.0, values[1] + values[2]) / (2 * values[0]));
}

// By sine and cosine: the arc cosine alone knows no angle below 1e-8.
double line_angle(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  const double cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const double sine =
      std::hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
  return std::atan2(sine, std::abs(cosine));
}

} // namespace reprovip::stats
