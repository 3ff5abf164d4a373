#include "harness/judge/alerts.hpp"

#include "harness/base/format.hpp"

namespace reprovip::judge {

namespace {

using model::Alert;
using model::Severity;
using model::Status;

void add_criteria(std::vector<Alert>& alerts, const std::vector<model::Verdict>& verdicts, Status status,
                  Severity severity) {
  for (const auto& verdict : verdicts) {
    if (verdict.status == status && verdict.severity == severity) {
      const auto* word = status == Status::fail ? "fails" : "is inconclusive";
      alerts.push_back({severity, verdict.criterion, format("{}: {}", word, verdict.reason)});
    }
  }
}

void add_suspicious(std::vector<Alert>& alerts, const std::vector<model::OutputGrade>& grades) {
  for (const auto& grade : grades) {
    if (grade.grade == model::Grade::suspicious) {
      alerts.push_back({Severity::warn, grade.output, "suspicious: " + grade.reason});
    }
  }
}

void add_executions(std::vector<Alert>& alerts, const FailureSummary& failures) {
  const auto add = [&](std::uint32_t count, const std::string& text, Severity severity) {
    if (count > 0) {
      alerts.push_back({severity, "executions", format("{} of {} {}", count, failures.planned, text)});
    }
  };
  add(failures.failed, "failed; most often: " + failures.failed_reason, Severity::fail);
  add(failures.infrastructure,
      "could not be run (infrastructure); most often: " + failures.infrastructure_reason, Severity::fail);
  for (const auto& output : failures.outputs) {
    alerts.push_back({Severity::fail, output.output,
                      format("missing in {} of {} executions{}", output.executions, failures.planned,
                             output.reason.empty() ? "" : "; most often: " + output.reason)});
  }
  add(failures.unrecorded, "not run yet", Severity::warn);
}

} // namespace

std::vector<Alert> make_alerts(const std::vector<model::Verdict>& verdicts,
                               const std::vector<model::OutputGrade>& grades,
                               const FailureSummary& failures) {
  std::vector<Alert> alerts;
  add_criteria(alerts, verdicts, Status::fail, Severity::fail);
  add_criteria(alerts, verdicts, Status::fail, Severity::warn);
  add_suspicious(alerts, grades);
  add_executions(alerts, failures);
  add_criteria(alerts, verdicts, Status::inconclusive, Severity::fail);
  add_criteria(alerts, verdicts, Status::inconclusive, Severity::warn);
  return alerts;
}

} // namespace reprovip::judge
