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
// A measured margin is taken as known.
struct Margin {
  enum class Of { units, subjects, rc };
  double factor = 0.1;
  Of of = Of::subjects;
};

// "0.1 sd(subjects)", "0.5 rc", "2.5"; above 0.
Result<Margin> margin_from(const std::string& text);
// In units; an error when it is 0 or cannot be had, with the reason.
Result<double> margin_of(const Margin& margin, const TwoLevels& levels);

} // namespace reprovip::score
