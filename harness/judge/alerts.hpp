#pragma once

#include "harness/judge/failures.hpp"
#include "harness/model/score.hpp"
#include "harness/model/verdict.hpp"

#include <vector>

namespace reprovip::judge {

// What must be seen first, worst first: failing criteria (severity fail, then warn), suspicious outputs,
// failed executions, infrastructure, missing outputs, executions not run, inconclusive criteria.
std::vector<model::Alert> make_alerts(const std::vector<model::Verdict>& verdicts,
                                      const std::vector<model::OutputGrade>& grades,
                                      const FailureSummary& failures);

} // namespace reprovip::judge
