#pragma once

#include "harness/stats/sums.hpp"

#include <cstddef>

namespace reprovip::stats {

// Whether one new value is like K reference values (Chatelain et al. 2024, stability test).
//   prediction  (x - m) / (s sqrt(1 + 1/K)) ~ t(K - 1), s with K - 1: exact for normal values
//   published   (x - m) / s_0 ~ N(0, 1), s_0 with K: rejects too often, see published_alarm_rate
enum class StabilityConvention { prediction, published };

struct Deviation {
  double statistic = 0;  // t or z; 0 when `constant`
  double p = 1;          // two-sided
  bool constant = false; // the reference does not vary: p is 1 when x is within `resolution` of it, else 0
};

// `reference` has two values at least.
Deviation deviation(double x, const Moments& reference, StabilityConvention convention, double resolution);

// The share of new values of the same distribution that the published convention rejects at a nominal alpha:
// 2 P(t(K - 1) > z sqrt((K - 1) / (K + 1))).
double published_alarm_rate(std::size_t references, double alpha);

// Of one of K values against the K - 1 others, from the moments of all K: no pass over the values is needed.
// With r^2 = d^2 K / ((K - 1) SS), d = x - m: t^2 = (K - 2) r^2 / (1 - r^2), of K - 2 degrees of freedom.
// `all` has three values at least, x is one of them.
Deviation deviation_left_out(double x, const Moments& all, StabilityConvention convention, double resolution);

} // namespace reprovip::stats
