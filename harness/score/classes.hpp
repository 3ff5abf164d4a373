#pragma once

#include "harness/model/score.hpp"
#include "harness/score/scene.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// The classes of one output over all subjects: everything of model::OutputClasses but `suspicious`.
//
// An execution counts when it succeeded and has the output. An optional output that some executions have and
// others lack is a difference: those that lack it are a class of their own, with an empty digest. Ties in
// size go to the class of the earlier execution. Simpson's index is the chance that two different executions
// of a subject agree, sum n_c (n_c - 1) / (n (n - 1)); a subject with one execution agrees with itself.
// Outputs `before` that have the same classes lend their alignments: they are not tested again.
model::OutputClasses classify(const Scene& scene, const model::OutputDecl& output,
                              const std::vector<model::OutputClasses>& before = {});

// How classes lie beside factors, over the subjects with more than one (canonical) class; empty when there is
// none.
//
// A factor *explains* when within each such subject and level there is one class, and some level of such a
// subject was executed at least twice: otherwise nothing was put to the test. It *separates* when in each
// such subject no two levels share a class. It splits *exactly* when it explains, and levels that share a
// class in one subject share it in all: `split` says which. Planned factors of more than one level, and
// observed facts (of the host, and of what the program loaded) of more than one value; facts that divide the
// executions as another factor does are its `same_as`. Pairs of factors ("engine × threads", one of the two
// planned) are looked at when no single factor explains, and listed when they do.
//
// p: `stats::exchange_test`. Were the factor without effect, its levels could change places within a subject
// and the levels of all other planned factors; of an observed factor within a condition, of a pair within
// what neither of them is. p_adjusted: Holm over all that were looked at for the output. An observed factor
// neither of whose levels is a class, nor p_adjusted at most 0.05, may lie there by chance: no `split`.
//
// Exact ones first, then what explains, of both the planned ones first: what was changed on purpose. Then by
// adjusted Rand index, planned before observed, by name.
std::vector<model::Alignment> align(const Scene& scene, const std::vector<model::SubjectClasses>& subjects);

bool splits_exactly(const model::Alignment& alignment);
// Whether it may be named as the cause: it explains, and is not there by chance as far as one can tell.
bool is_explanation(const model::Alignment& alignment);

// Adjusted Rand index of two labellings of the same things (Hubert & Arabie 1985); 1 when both are trivial
// alike.
double adjusted_rand(const std::vector<std::string>& a, const std::vector<std::string>& b);

// One sentence for people; reads the rest of `classes`.
std::string describe_classes(const Scene& scene, const model::OutputClasses& classes);

} // namespace reprovip::score
