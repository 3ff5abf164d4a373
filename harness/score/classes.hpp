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
model::OutputClasses classify(const Scene& scene, const model::OutputDecl& output);

// How classes lie beside factors, over the subjects with more than one (canonical) class; empty when there is
// none.
//
// A factor *explains* when within each such subject and level there is one class, and some level of such a
// subject was executed at least twice: otherwise nothing was put to the test. It *separates* when in each
// such subject no two levels share a class. It splits *exactly* when it does both. Pairs of factors ("engine
// × threads") are listed when no single one explains and the pair does; one of the two is planned. Planned
// factors of more than one level, and observed host facts of more than one value; exact ones first, then what
// explains, then by adjusted Rand index, planned before observed, by name.
std::vector<model::Alignment> align(const Scene& scene, const std::vector<model::SubjectClasses>& subjects);

bool splits_exactly(const model::Alignment& alignment);

// Adjusted Rand index of two labellings of the same things (Hubert & Arabie 1985); 1 when both are trivial
// alike.
double adjusted_rand(const std::vector<std::string>& a, const std::vector<std::string>& b);

// One sentence for people; reads the rest of `classes`.
std::string describe_classes(const Scene& scene, const model::OutputClasses& classes);

} // namespace reprovip::score
