#pragma once

#include "harness/judge/select.hpp"
#include "harness/model/verdict.hpp"

namespace reprovip::judge {

// One check per score that the criterion selects: fail if any fails, else inconclusive if any is, else pass.
// The reason is the sentence of the worst check: of the deciding status, the one farthest beyond its
// threshold or nearest to it.
model::Verdict judge_criterion(const model::CriterionSpec& criterion, const model::Plan& plan,
                               const Records& records, const model::Scores& scores);

} // namespace reprovip::judge
