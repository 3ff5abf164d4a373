#pragma once

#include <span>

namespace reprovip::stats {

struct KolmogorovSmirnov {
  double d = 0; // largest distance between the two empirical distribution functions
  double p = 1; // two-sided
  bool exact = false;
};

// `automatic`: exact when n m < 10000, as R.
enum class KolmogorovMethod { automatic, exact, asymptotic };

// Two samples of at least one value each; ties are allowed. Exact: the share of all ways to draw the first
// sample from the pooled values (ties as they are: Schroeer & Trenkler 1995) whose distance is as large,
// summed directly, so that small p keep their digits; work and memory grow with n m and m. Asymptotic:
// Kolmogorov's limit at d sqrt(n m / (n + m)).
KolmogorovSmirnov kolmogorov_smirnov(std::span<const double> x, std::span<const double> y,
                                     KolmogorovMethod method);

// P(K > x) of Kolmogorov's distribution.
double kolmogorov_upper_tail(double x);

} // namespace reprovip::stats
