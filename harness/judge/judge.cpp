#include "harness/judge/judge.hpp"

#include "harness/base/format.hpp"
#include "harness/judge/alerts.hpp"
#include "harness/judge/criterion.hpp"
#include "harness/judge/failures.hpp"
#include "harness/judge/grade.hpp"

#include <algorithm>

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

// An adaptive repetition that made all it may and still does not know enough.
std::optional<model::Alert> until_alert(const model::Plan& plan, const model::Scores& scores) {
  const auto& repeat = plan.resolved.protocol.repeat;
  const auto by_repetition = [](const auto& execution) { return execution.repetition; };
  const auto last = std::ranges::max_element(plan.executions, {}, by_repetition);
  if (!repeat.until || last == plan.executions.end() || last->repetition < repeat.maximum ||
      until_holds(*repeat.until, scores).value_or(false)) {
    return std::nullopt;
  }
  return model::Alert{model::Severity::warn, "repetitions",
                      format("{} does not hold after {} repetitions, the most there may be",
                             repeat.until_text, last->repetition)};
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
  if (auto alert = until_alert(plan, scores)) {
    verdicts.alerts.push_back(std::move(*alert));
  }
  return verdicts;
}

} // namespace reprovip::judge
