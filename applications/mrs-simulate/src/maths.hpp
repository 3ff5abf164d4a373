// Elementary functions from additions, multiplications, divisions and square roots alone: what they return
// does not depend on libm, its version or the CPU, as long as the compiler neither fuses nor reorders
// (build.sh sees to it). Relative errors stay below 1e-14.
#pragma once

#include <complex>

namespace mrs_simulate {

constexpr double k_pi = 3.14159265358979323846;

// exp(x), |x| <= 700.
double exponential(double x);

// The natural logarithm, x > 0 and normal.
double logarithm(double x);

// cos + i sin of 2 pi turns, |turns| < 1e9.
std::complex<double> turn(double turns);

} // namespace mrs_simulate
