#pragma once

#include "harness/base/result.hpp"
#include "harness/score/metrics/levels.hpp"

#include <string>

namespace reprovip::score {

// How far two levels may be apart: a number in the unit of the value, or a multiple of something that is
// measured at the reference level:
//   sd(subjects)  between-subject standard deviation: the variance of the subjects' means less what their
//                 executions add to it (of balanced executions: (MSB - MSW) / k), as far as some are repeated
//   rc            repeatability coefficient, 1.96 sqrt(2) times the standard deviation within cells
struct Margin {
  enum class Of { units, subjects, rc };
  double factor = 0.1;
  Of of = Of::subjects;
};

// "0.1 sd(subjects)", "0.5 rc", "2.5"; above 0.
Result<Margin> margin_from(const std::string& text);
// What the margin is a multiple of, with limits each one-sided at 1 - alpha: of rc by chi-squared, of
// sd(subjects) by modified large samples (0 where they cannot exclude it). 1 of units. An error when it is 0
// or cannot be had, with the reason.
Result<stats::Ranged> unit_of(const Margin& margin, const TwoLevels& levels, double alpha);

// Whether a difference lies within the margin, both with their errors: limits of difference / unit by MOVER-R
// (Donner & Zou 2012), t limits of the difference, each one-sided at 1 - alpha. The difference and the unit
// are independent.
Result<stats::Standing> standing_within(const stats::MeanEstimate& difference, const Margin& margin,
                                        const TwoLevels& levels, double alpha);
// The smallest alpha at which it is inside: of units the larger p of the two one-sided t tests.
Result<double> p_within(const stats::MeanEstimate& difference, const Margin& margin, const TwoLevels& levels);
// The smallest alpha at which it is outside; 1 when its estimate is not.
Result<double> p_beyond(const stats::MeanEstimate& difference, const Margin& margin, const TwoLevels& levels);

} // namespace reprovip::score
