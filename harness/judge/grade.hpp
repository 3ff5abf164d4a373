#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

#include <vector>

namespace reprovip::judge {

// Every output of the protocol, in its order. Suspicious first; identical when there is one class everywhere,
// two executions to compare and nothing missing; else by the criteria of severity warn or fail that speak of
// the output
// (`on` it, or of a metric on it): insufficient when one fails, sufficient when all pass, inconclusive
// otherwise and when there is none. Criteria for information do not grade.
std::vector<model::OutputGrade> grade_outputs(const model::Plan& plan, const model::Scores& scores,
                                              const std::vector<model::Verdict>& verdicts);

} // namespace reprovip::judge
