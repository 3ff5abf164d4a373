#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace reprovip::stats {

// How many executions it takes to say something of a rate, and when one may look.

// Upper limit of a rate of which `runs` trials showed none: 1 - (1 - confidence)^(1/runs).
double zero_failure_upper(double runs, double confidence);
// Fewest trials without any that bring that limit to `rate`: ceil(ln(1 - confidence) / ln(1 - rate)).
std::uint64_t runs_without_failure(double rate, double confidence);

// Sequential probability ratio test of a rate (Wald 1945): `p0` acceptable, `p1` > p0 not; errors of the
// first and second kind `alpha` and `beta`.
struct SprtQuestion {
  double p0 = 0.01;
  double p1 = 0.1;
  double alpha = 0.05;
  double beta = 0.05;
};
enum class SprtAnswer { acceptable, not_acceptable, go_on };
struct Sprt {
  double ratio = 0; // log likelihood ratio of p1 to p0 so far
  double lower = 0; // ln(beta / (1 - alpha)): acceptable at or below it
  double upper = 0; // ln((1 - beta) / alpha): not acceptable at or above it
  SprtAnswer answer = SprtAnswer::go_on;
};
Sprt sprt(double failures, double runs, const SprtQuestion& question);
// Trials in a row without failure that answer "acceptable".
std::uint64_t sprt_clean_runs(const SprtQuestion& question);

// Looks at growing data. `fractions` of the whole, ascending, the last at most 1. The error that may be spent
// until t is that of Lan & DeMets 1983 in O'Brien & Fleming's manner, 2 (1 - Phi(z(1 - alpha/2) / sqrt(t)));
// a look has what was not yet spent before. Tests at these levels err with at most `alpha` together
// (Bonferroni): no joint distribution of the looks is assumed.
std::vector<double> look_levels(const std::vector<double>& fractions, double alpha);

} // namespace reprovip::stats
