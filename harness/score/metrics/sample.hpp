#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/anova.hpp"

#include <string>

namespace reprovip::score {

// Views of a sample that metrics share.

// The values of each target.
stats::Groups groups_of(const Sample& sample);
// Every target's values are all the same number.
bool identical_within(const Sample& sample);
// All values of all targets are the same number.
bool all_the_same(const Sample& sample);
// Every target has one value in each of at least two columns.
bool is_complete(const Sample& sample);
// The targets that are complete, in order.
Sample complete_part(const Sample& sample);
// A note of how many targets of `all` are not in `part`, if any.
void note_left_out(const Sample& all, const Sample& part, Finding& finding);
// Why targets and repetitions do not suffice for a ratio of variances: "" when they do.
std::string too_few(const Sample& sample);
// Targets have different numbers of observations.
bool is_unbalanced(const Sample& sample);

} // namespace reprovip::score
