#include "tensor.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace tensor_fit {

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// Zeroes a[p][q] (Golub and Van Loan, Matrix Computations, 8.5.2).
void rotate(Matrix& a, std::size_t p, std::size_t q) {
  if (a[p][q] == 0) {
    return;
  }
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = std::copysign(1.0, theta) / (std::fabs(theta) + std::hypot(1.0, theta));
  const double c = 1 / std::hypot(1.0, t);
  const double s = t * c;
  const double apq = a[p][q];
  a[p][p] -= t * apq;
  a[q][q] += t * apq;
  a[p][q] = a[q][p] = 0;
  const std::size_t r = 3 - p - q;
  const double arp = a[r][p];
  const double arq = a[r][q];
  a[r][p] = a[p][r] = c * arp - s * arq;
  a[r][q] = a[q][r] = s * arp + c * arq;
}

} // namespace

Eigenvalues eigenvalues(const Tensor& tensor) {
  const auto [xx, xy, xz, yy, yz, zz] = tensor;
  Matrix a = {{{xx, xy, xz}, {xy, yy, yz}, {xz, yz, zz}}};
  constexpr int k_sweeps = 30; // convergence is quadratic: five or six do
  for (int sweep = 0; sweep < k_sweeps && (a[0][1] != 0 || a[0][2] != 0 || a[1][2] != 0); ++sweep) {
    rotate(a, 0, 1);
    rotate(a, 0, 2);
    rotate(a, 1, 2);
  }
  Eigenvalues values = {a[0][0], a[1][1], a[2][2]};
  std::sort(values.begin(), values.end(), std::greater<>());
  return values;
}

double fractional_anisotropy(const Eigenvalues& values) {
  const double mean = mean_diffusivity(values);
  double spread = 0;
  double norm = 0;
  for (const double value : values) {
    spread += (value - mean) * (value - mean);
    norm += value * value;
  }
  return norm == 0 ? 0 : std::sqrt(1.5 * spread / norm);
}

double mean_diffusivity(const Eigenvalues& values) {
  return (values[0] + values[1] + values[2]) / 3;
}

} // namespace tensor_fit
