#include "harness/judge/grade.hpp"

#include "harness/base/format.hpp"

#include <algorithm>

namespace reprovip::judge {

namespace {

using model::Grade;
using model::OutputGrade;
using model::Status;

const model::OutputClasses* classes_of(const model::Scores& scores, const std::string& output) {
  for (const auto& classes : scores.classes) {
    if (classes.output == output) {
      return &classes;
    }
  }
  return nullptr;
}

bool is_comparable(const model::OutputClasses& classes) {
  return std::ranges::any_of(classes.subjects, [](const model::SubjectClasses& subject) {
    std::size_t executions = 0;
    for (const auto& one : subject.canonical) {
      executions += one.executions.size();
    }
    return executions > 1;
  });
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

std::string identical_reason(const model::OutputClasses& classes) {
  const auto what = format("{} executions of {} subject{}", classes.executions, classes.subjects.size(),
                           classes.subjects.size() == 1 ? "" : "s");
  if (classes.classes_raw == 1) {
    return what + ": the same bytes for each subject";
  }
  return format("{}: the same content for each subject, after ignoring {}", what,
                classes.ignored.empty() ? "what the format lets vary" : joined(classes.ignored));
}

struct Judged {
  std::vector<std::string> failing;
  std::vector<std::string> inconclusive;
  std::vector<std::string> passing;
};

// What was measured, and whether it is there at all, says nothing of how well executions agree.
bool speaks_of_agreement(const model::CriterionSpec& spec, const model::MetricSpec* metric) {
  if (!spec.metric.empty()) {
    return metric == nullptr || metric->kind != "value";
  }
  return names_in(spec.require) != std::vector<std::string>{"missing"};
}

Judged judged(const model::Protocol& protocol, const std::string& output,
              const std::vector<model::Verdict>& verdicts) {
  Judged result;
  for (const auto& verdict : verdicts) {
    const auto* metric = find_metric(protocol, verdict.subject_of);
    const auto spec = std::ranges::find(protocol.criteria, verdict.criterion, &model::CriterionSpec::id);
    const bool on_metric = spec != protocol.criteria.end() && !spec->metric.empty();
    if (spec != protocol.criteria.end() && !speaks_of_agreement(*spec, metric)) {
      continue;
    }
    const auto& about = on_metric && metric != nullptr ? metric->output : verdict.subject_of;
    if (about != output || verdict.severity == model::Severity::info) {
      continue;
    }
    auto& list = verdict.status == Status::fail           ? result.failing
                 : verdict.status == Status::inconclusive ? result.inconclusive
                                                          : result.passing;
    list.push_back("\"" + verdict.criterion + "\"");
  }
  return result;
}

OutputGrade by_criteria(const std::string& output, const Judged& judged) {
  if (!judged.failing.empty()) {
    return {output, Grade::insufficient, "fails " + joined(judged.failing)};
  }
  if (!judged.inconclusive.empty()) {
    return {output, Grade::inconclusive, "not to be told yet by " + joined(judged.inconclusive)};
  }
  if (judged.passing.empty()) {
    return {output, Grade::inconclusive, "not identical, and no criterion judges it"};
  }
  return {output, Grade::sufficient, "not identical, passes " + joined(judged.passing)};
}

OutputGrade grade_output(const std::string& output, const model::OutputClasses* classes,
                         const Judged& judged) {
  if (classes == nullptr || classes->executions == 0) {
    return {output, Grade::inconclusive, "no execution has it"};
  }
  if (classes->suspicious) {
    return {output, Grade::suspicious, classes->suspicion};
  }
  const bool one_class = classes->classes == 1 || classes->classes_raw == 1;
  if (one_class && classes->missing == 0 && is_comparable(*classes)) {
    const auto but = judged.failing.empty() ? "" : "; but it fails " + joined(judged.failing);
    return {output, Grade::identical, identical_reason(*classes) + but};
  }
  auto grade = by_criteria(output, judged);
  if (one_class && grade.grade != Grade::insufficient) {
    grade.grade = Grade::inconclusive;
    grade.reason = classes->missing > 0 ? format("identical as far as seen, {} of {} missing",
                                                 classes->missing, classes->executions + classes->missing)
                                        : "one execution of each subject: nothing to compare";
  }
  return grade;
}

} // namespace

std::vector<OutputGrade> grade_outputs(const model::Plan& plan, const model::Scores& scores,
                                       const std::vector<model::Verdict>& verdicts) {
  const auto& protocol = plan.resolved.protocol;
  std::vector<OutputGrade> grades;
  for (const auto& output : protocol.outputs) {
    grades.push_back(
        grade_output(output.id, classes_of(scores, output.id), judged(protocol, output.id, verdicts)));
  }
  return grades;
}

} // namespace reprovip::judge
