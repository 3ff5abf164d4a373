#pragma once

#include "harness/stats/linear.hpp"

#include <functional>
#include <vector>

namespace reprovip::stats {

using Objective = std::function<double(const std::vector<double>&)>;

// Second derivatives by central differences of a step of 0.01: for arguments of the order of 1, such as
// logarithms.
Matrix hessian(const Objective& f, std::vector<double> x);

// Moves `x` to a local minimum of a smooth function of such arguments, each kept within the limits: damped
// Newton with derivatives by differences. Deterministic.
void descend(const Objective& f, std::vector<double>& x, double low, double high);

} // namespace reprovip::stats
