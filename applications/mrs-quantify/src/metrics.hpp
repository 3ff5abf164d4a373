#pragma once

#include "fit.hpp"
#include <string>
#include <utility>
#include <vector>

namespace mrs_quantify {

// In order; what cannot be computed is not among them.
using Metrics = std::vector<std::pair<std::string, double>>;

// A component's metabolite, whatever its basis calls it: "NAA_117T_STEAM3" is "NAA", "Cre" is "Cr",
// "mI" is "Ins", "PCh" is "PCho".
std::string metabolite(const std::string& component);

// Sums and ratios to total creatine of those components that there are (tNAA, tCr, tCho, Glx; NAA/tCr,
// Glu/tCr, ...), damping, noise, signal-to-noise ratio, cost; of the residual: its lag-1 autocorrelation and
// the p-value of Ljung and Box's test for whiteness over 20 lags (Biometrika 65 (1978) 297, degrees of
// freedom doubled for complex numbers); of the starts: how many ended within a thousandth of the best cost.
Metrics measure(const Fit& fit);

// P(X > x) of the chi-squared distribution.
double chi_squared_tail(double x, double degrees);

} // namespace mrs_quantify
