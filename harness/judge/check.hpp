#pragma once

#include "harness/judge/evaluate.hpp"
#include "harness/model/protocol.hpp"
#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

namespace reprovip::judge {

// One requirement on one score.
//
// By three-valued logic on intervals: pass when the whole interval satisfies it, fail when none of it does,
// else inconclusive. A score marked identical passes by identity, except of kind
// "value". Executions missing turn a pass into
// inconclusive, unless the requirement itself speaks of `missing`. Fewer subjects or repetitions than `min`
// make any status inconclusive. `text` names what was seen, what was required, why, and the scope.
model::Check make_check(const model::CriterionSpec& criterion, const model::Score& score);

// What the names of a requirement mean for one score: its metric's id and kind are the estimate with its
// interval, "pass" is the decision, other names are its fields.
Names names_of(const model::Score& score);

// "amplitudes.Amplitude[NAA] {engine=docker}"
std::string subject_of(const model::Check& check);

} // namespace reprovip::judge
