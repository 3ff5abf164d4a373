#pragma once

#include "harness/stats/mean_tests.hpp"

#include <optional>
#include <span>

namespace reprovip::stats {

// Whether a level is no worse than the reference is beside itself: its shift in repeatability coefficients of
// the reference, and its standard deviation between repetitions over the reference's. Intersection-union of
// two noninferiority questions, each at alpha: Schuirmann 1987, Berger 1982; MOVER-R of Donner & Zou 2012.
struct NoWorseQuestion {
  double bias = 0.5;   // the largest shift that passes, in repeatability coefficients
  double ratio = 1.25; // the largest ratio of standard deviations that passes
  double alpha = 0.05;
};

struct NoWorse {
  double rc = 0;           // the reference's repeatability coefficient
  MeanEstimate shift;      // level - reference, in the values' unit
  Limits shift_limits;     // at 1 - 2 alpha
  Limits bias;             // of shift / rc
  RatioOfDeviations ratio; // all 0 when the level repeats exactly
  // Of each part: holds, does not, or cannot be told.
  std::optional<bool> shift_holds;
  std::optional<bool> spread_holds;

  std::optional<bool> holds() const;
};

// 1.96 sqrt(2) times a standard deviation: the repeatability coefficient, Bland & Altman 1986.
double repeatability(double sd);
// The coefficient of a variance with chi-squared limits, each one-sided at 1 - alpha. Needs df > 0.
Ranged repeatability_limits(const Variance& within, double alpha);

// `differences`: of targets' means, two at least; `reference` and `other`: pooled within cells, df > 0,
// reference.value > 0. `by_chance`: the differences have no deviation that tells how far they may be off, so
// that the shift cannot be told. `repeats`: some reference executions repeat each other, so that a level that
// repeats always is not shown to be less variable.
NoWorse no_worse(std::span<const double> differences, const Variance& reference, const Variance& other,
                 bool by_chance, bool repeats, const NoWorseQuestion& question);

} // namespace reprovip::stats
