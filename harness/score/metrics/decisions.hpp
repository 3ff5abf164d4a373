#pragma once

#include "harness/score/metric.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::score {

// What somebody would conclude from the values of an execution.
enum class DecisionKind {
  threshold,    // of each target: value >= threshold
  sign,         // of each target: below, at, or above the threshold
  significance, // of each column: the targets' mean differs from the threshold (t test, p < alpha)
  top,          // of each column: which targets have the `top` largest values
  order         // of each column: the order of the targets
};
struct DecisionRule {
  DecisionKind kind = DecisionKind::threshold;
  double threshold = 0;
  double alpha = 0.05;
  std::size_t top = 1;
};

// Trials of one decision, over the executions of a target or the columns of a sample.
struct Trials {
  std::string name;                   // of the target, "" for columns
  std::vector<std::string> decisions; // in order
  std::string reference;              // by the ground truth, else the most frequent, of those the first seen
};

// Kinds of columns need a complete sample with at least two targets; significance of constant values is
// decided by equality. `truth`: the reference is what the rule says of the truths, which all targets then
// must have.
std::vector<Trials> trials_of(const Sample& sample, const DecisionRule& rule, bool truth);
bool is_of_columns(DecisionKind kind);

std::vector<model::OptionDecl> decision_declarations();
Result<DecisionRule> decision_options(const Options& options);
// Decisions of a single value: threshold and sign.
std::string decide(double value, const DecisionRule& rule);

} // namespace reprovip::score
