#pragma once

#include <array>

namespace reprovip::stats {

// A symmetric 3×3 matrix: xx, xy, xz, yy, yz, zz.
using Symmetric = std::array<double, 6>;

struct Eigen3 {
  std::array<double, 3> values{};  // descending
  std::array<double, 3> leading{}; // unit vector of the first; its sign means nothing
};
// By Jacobi's rotations, always in the same order: small eigenvalues of positive matrices keep their digits.
// Elements finite.
Eigen3 eigen(const Symmetric& matrix);

// Of the eigenvalues of a diffusion tensor, in any order (Basser & Pierpaoli 1996).
double mean_diffusivity(const std::array<double, 3>& values);
// sqrt(3/2) |λ - MD| / |λ|; above 1 when one is negative. 0 of a zero tensor.
double fractional_anisotropy(const std::array<double, 3>& values);

// Dyadic coherence of a mean dyadic tensor (Jones 2003): 1 - sqrt((β2 + β3) / (2 β1)), 1 = all the same line,
// 0 = none preferred. β1 above 0.
double dyadic_coherence(const std::array<double, 3>& values);

// Between two lines, whatever the sign of their vectors, which need not have length 1 but not 0: rad, 0 to
// π/2.
double line_angle(const std::array<double, 3>& a, const std::array<double, 3>& b);

} // namespace reprovip::stats
