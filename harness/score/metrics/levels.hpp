#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/anova.hpp"
#include "harness/stats/mean_tests.hpp"
#include "harness/stats/no_worse.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// A sample of two columns as a reference and another level, matched on what else is planned.

// The executions of a target that differ in nothing planned but the compared factor and the repetition.
struct LevelCell {
  std::vector<double> reference;
  std::vector<double> other;
};
struct LevelTarget {
  std::string name;
  std::vector<LevelCell> cells; // at least one, both sides of each have values
  double reference = 0;         // mean of the means of its cells
  double other = 0;
};
struct TwoLevels {
  std::string reference; // names
  std::string other;
  std::vector<LevelTarget> targets;
  std::size_t without_match = 0; // targets left out: no cell has both levels
  bool identical = false;        // all executions of each cell, of both levels, have one value
};

// Nothing when the sample has not two columns.
std::optional<TwoLevels> two_levels(const Sample& sample);
// Takes the logarithm of every value; false when one is not positive.
bool take_logarithms(TwoLevels& levels);

// Per target.
std::vector<double> differences_of(const TwoLevels& levels); // other - reference
std::vector<double> references_of(const TwoLevels& levels);
std::vector<double> others_of(const TwoLevels& levels);
// The executions of every cell of a level.
stats::Groups reference_cells(const TwoLevels& levels);
stats::Groups other_cells(const TwoLevels& levels);
// Within cells, pooled. Without a cell of two values df is 0. A variance of values that repeat is exactly 0.
stats::Variance pooled_within(const stats::Groups& cells);
// All targets have one difference of means, but for rounding, although executions vary, and are not all the
// same distance from the execution in their place at the other level: chance, or values of few digits. Such
// differences have no deviation that tells how far they may be off. Needs a target.
bool agrees_by_chance(const TwoLevels& levels);
// Two executions of one cell have the same value: variability that comes and goes, which limits for normal
// values do not describe.
bool repeats_somewhere(const stats::Groups& cells);
// "reference: docker", and how many targets were left out.
void describe(const TwoLevels& levels, Finding& finding);

// The metric's own `needs`: every execution of two levels, with their factors.
ValuesNeeds two_levels_needs();
// What a metric says of a sample that is no pair of levels.
Finding no_two_levels(const Sample& sample);
// "alpha" of the options: above 0 and below 0.5.
Result<double> alpha_option(const Options& options);
model::OptionDecl alpha_declaration();
// The interval of two one-sided tests at alpha.
model::Interval one_sided_pair(const stats::Limits& limits, double alpha);

} // namespace reprovip::score
