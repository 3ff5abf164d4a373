#pragma once

#include "harness/study/compare.hpp"

namespace reprovip::study {

// What the judged analyses of an output come to. Beyond a bound is different, unless repetitions of one side
// are half as far apart; what cannot be told is inconclusive, but for the ratio of variances.
void conclude_output(const model::Study& study, OutputComparison& one);
// Perfectly identical nothing is no agreement.
void doubt(const model::Study& study, OutputComparison& one);
// The worst output decides.
void conclude_all(Comparison& comparison);
// The conclusions become the deciding verdicts and the grades; the analyses behind them inform.
void add_verdicts(Comparison& comparison);

} // namespace reprovip::study
