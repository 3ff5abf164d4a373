#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/protocol.hpp"
#include "harness/model/vocabulary.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::study {

// After how many repetitions the stopping rule is asked, ascending to the maximum: the least that the
// protocol says, then half as many again each time, so that it is asked seldom.
std::vector<std::uint32_t> rounds_of(const model::Repeat& repeat);

// The confidence that each of `looks` intervals needs for all of them to hold together with `confidence`: 1 -
// (1 - confidence) / looks. Whatever rule says when to stop, the interval where it did is one of them:
// repeated confidence intervals (Jennison & Turnbull 1989, Journal of the Royal Statistical Society B 51),
// with Bonferroni's levels, which assume nothing of how the looks depend on each other.
double confidence_of_looks(double confidence, std::size_t looks);
// How many looks share it; 1: none is shared, for `until` does not decide (`decides`), or is not there.
std::uint32_t shared_looks(const model::Repeat& repeat);
// What a reader of the scores must know of that.
std::vector<std::string> notes_on_looks(const model::Plan& plan);

// Whether the rule looks at more than widths of intervals: where it stops then depends on what is concluded.
bool decides(const model::Expression& until);

// Where such a rule is asked again and again, all intervals and tests of the protocol's metrics (`confidence`
// and `alpha`) share their error among the looks. Not those of a sequential test, which is made to be asked
// again.
void share_confidence(model::Protocol& protocol, const model::Vocabulary& vocabulary);

// Why there were no more rounds, for people.
std::string stop_note(const model::Protocol& protocol, std::uint32_t count, bool holds);

} // namespace reprovip::study
