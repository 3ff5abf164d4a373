#pragma once

#include "gradients.hpp"
#include "tensor.hpp"
#include <array>
#include <cstddef>
#include <vector>

namespace tensor_fit {

// ln S0, then the six of the tensor in 1e-3 mm^2/s: of the order of 1, which keeps the equations well
// conditioned.
constexpr std::size_t k_unknowns = 7;
using Unknowns = std::array<double, k_unknowns>;

// A row per measurement: ln S = row . unknowns.
using Design = std::vector<Unknowns>;
Design make_design(const std::vector<Gradient>& gradients);

struct Fit {
  bool solved = false; // false: the measurements do not determine a tensor
  Unknowns unknowns = {{0}};
  std::vector<double> predicted; // signals
  std::vector<double> leverage;  // of each measurement, of the weighted linear fit
};

// Weighted linear least squares of the logarithms; weights are the squared signals that an unweighted fit
// predicts (Veraart et al. 2013). Signals must be above 0.
Fit fit_linear(const Design& design, const std::vector<double>& signals);

// Levenberg-Marquardt from `start` on the signals themselves (Koay et al. 2006); `start` where that does not
// lower the residual.
Fit fit_nonlinear(const Design& design, const std::vector<double>& signals, const Fit& start);

Tensor tensor_of(const Fit& fit); // mm^2/s

} // namespace tensor_fit
