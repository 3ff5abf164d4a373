#include "harness/judge/judge.hpp"

#include "harness/judge/alerts.hpp"
#include "harness/judge/criterion.hpp"
#include "harness/judge/failures.hpp"
#include "harness/judge/grade.hpp"

namespace reprovip::judge {

namespace {

using model::Status;

// Executions that failed or are missing say nothing good: a study that has some is never a pass, whatever its
// criteria look at.
bool all_there(const FailureSummary& failures) {
  return failures.failed + failures.infrastructure + failures.incomplete + failures.unrecorded == 0;
}

Status overall(const std::vector<model::Verdict>& verdicts, const FailureSummary& failures) {
  Status status = all_there(failures) ? Status::pass : Status::inconclusive;
  for (const auto& verdict : verdicts) {
    if (verdict.severity != model::Severity::fail || verdict.status == Status::pass) {
      continue;
    }
    if (verdict.status == Status::fail) {
      return Status::fail;
    }
    status = Status::inconclusive;
  }
  return status;
}

} // namespace

model::Verdicts judge(const model::Plan& plan, const Records& records, const model::Scores& scores) {
  model::Verdicts verdicts;
  verdicts.study = plan.study;
  for (const auto& criterion : plan.resolved.protocol.criteria) {
    verdicts.verdicts.push_back(judge_criterion(criterion, plan, records, scores));
  }
  const auto failures = summarise_failures(records);
  verdicts.status = overall(verdicts.verdicts, failures);
  verdicts.grades = grade_outputs(plan, scores, verdicts.verdicts);
  verdicts.alerts = make_alerts(verdicts.verdicts, verdicts.grades, failures);
  return verdicts;
}

} // namespace reprovip::judge
