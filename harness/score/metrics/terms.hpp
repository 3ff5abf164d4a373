#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/components.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// "a, b:c" -> {"a", "b:c"}
std::vector<std::string> split_terms(const std::string& text);
// {"a", "b:c"} -> {"a", "b", "c"}
std::vector<std::string> names_in(const std::vector<std::string>& terms);

struct SampleEffects {
  stats::Effects effects;
  std::vector<std::string> notes; // terms that were left out
  std::string reason;             // why there are none: a term that the sample does not have
};
// The observations of a sample with the levels that they have of each term: "subject", a factor of the
// sample, or several joined by ":". No terms: subject (of several), then every factor, then subject x factor,
// then (of at most three factors) every pair of them. Left out with a note: terms that divide the
// observations like an earlier one, into single ones, or not at all, and pairs whose levels were not
// combined.
SampleEffects effects_of(const Sample& sample, const std::vector<std::string>& terms);

// The targets that have every combination of levels that any of them has.
Sample with_every_condition(const Sample& sample);

} // namespace reprovip::score
