#include "harness/report/judged.hpp"

#include <algorithm>

namespace reprovip::report {

JudgedScores judged_scores(const model::Study& study) {
  JudgedScores judged;
  for (const auto& verdict : study.verdicts.verdicts) {
    for (const auto& check : verdict.checks) {
      judged[{verdict.subject_of, check.value, check.group}].push_back({&verdict, &check});
    }
  }
  return judged;
}

int badness(model::Status status) {
  return status == model::Status::fail ? 2 : status == model::Status::inconclusive ? 1 : 0;
}

void take_worse(std::optional<model::Status>& worst, model::Status status) {
  if (!worst || badness(status) > badness(*worst)) {
    worst = status;
  }
}

const model::Check* worst_check(const model::Verdict& verdict) {
  const model::Check* first = nullptr;
  for (const auto& check : verdict.checks) {
    if (check.status != verdict.status) {
      continue;
    }
    // Another check may say the same of another value: both parts must be there.
    if (verdict.reason.starts_with(check.value) && verdict.reason.ends_with(check.text) &&
        verdict.reason.find(check.group) != std::string::npos) {
      return &check;
    }
    first = first == nullptr ? &check : first;
  }
  return first;
}

} // namespace reprovip::report
