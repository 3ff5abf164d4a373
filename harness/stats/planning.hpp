#pragma once

#include "harness/stats/limits.hpp"

#include <optional>

namespace reprovip::stats {

// How much a plan of N targets and K repetitions can tell.

// What a standard deviation of `df` degrees of freedom is multiplied with for its interval: sqrt(df / chi^2).
// K repetitions of one target have df = K - 1, of N targets N (K - 1).
Limits sigma_factors(double df, double confidence);

// Targets for an interval of ICC(1,1) of the total width `width`: 1 + 8 z^2 (1 - rho)^2 (1 + (k - 1) rho)^2 /
// (k (k - 1) w^2), rounded up (Bonett 2002, Statistics in Medicine 21, without its addition for k = 2). Needs
// rho in [0, 1), repetitions > 1, width > 0.
double targets_for_icc_width(double rho, double repetitions, double width, double confidence);

// The interval of ICC(1,1) that a table gets whose mean squares are what `rho` makes expect: F = (1 + (k - 1)
// rho) / (1 - rho). Needs rho in [0, 1), targets > 1, repetitions > 1.
Limits expected_icc_limits(double rho, double targets, double repetitions, double confidence);
// The same of nu = sqrt(1 - ICC(1,1)), 0 < nu <= 1.
Limits expected_nu_limits(double nu, double targets, double repetitions, double confidence);

// That the upper limit of nu comes out at most `limit`, when nu is the truth and values are normal: exact.
double probability_nu_below(double nu, double limit, double targets, double repetitions, double confidence);
// That the lower limit of nu comes out above `limit`.
double probability_nu_above(double nu, double limit, double targets, double repetitions, double confidence);

// Fewest targets for which `probability_nu_below` reaches `power`; nothing when `most` do not suffice.
std::optional<double> targets_for_nu(double nu, double limit, double repetitions, double confidence,
                                     double power, double most);

// That the paired TOST passes at the level `alpha` when the levels do not differ: that the (1 - 2 alpha)
// interval of the mean of `targets` > 1 differences of standard deviation `sd` > 0 lies within (-margin,
// margin). By the distribution of the observed standard deviation, in 1000 equally likely parts.
double probability_equivalent(double sd, double margin, double targets, double alpha);

} // namespace reprovip::stats
