#pragma once

#include <cstdint>

namespace reprovip::stats {

// Representable numbers between `a` and `b`: bits mapped to a monotone integer (-0 and +0 coincide). Finite
// arguments.
std::uint64_t ulp_distance(double a, double b);
std::uint64_t ulp_distance(float a, float b);

} // namespace reprovip::stats
