#pragma once

#include <array>

namespace tensor_fit {

// Dxx Dxy Dxz Dyy Dyz Dzz, mm^2/s.
using Tensor = std::array<double, 6>;
using Eigenvalues = std::array<double, 3>; // largest first

// Cyclic Jacobi rotations until nothing off the diagonal is left. Not a number if the tensor has one.
Eigenvalues eigenvalues(const Tensor& tensor);

// Fractional anisotropy: sqrt(3/2) |l - mean(l)| / |l| (Basser and Pierpaoli 1996). 0 of the tensor 0; above
// 1 where an eigenvalue is negative.
double fractional_anisotropy(const Eigenvalues& values);

// The mean of the eigenvalues, mm^2/s.
double mean_diffusivity(const Eigenvalues& values);

} // namespace tensor_fit
