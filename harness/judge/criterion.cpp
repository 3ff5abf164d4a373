#include "harness/judge/criterion.hpp"

#include "harness/base/format.hpp"
#include "harness/judge/adjust.hpp"
#include "harness/judge/check.hpp"

#include <algorithm>
#include <limits>

namespace reprovip::judge {

namespace {

using model::Status;

Status worst_status(const std::vector<model::Check>& checks) {
  const auto any = [&](Status status) {
    return std::ranges::any_of(checks, [&](const model::Check& check) { return check.status == status; });
  };
  if (any(Status::fail)) {
    return Status::fail;
  }
  return any(Status::inconclusive) || checks.empty() ? Status::inconclusive : Status::pass;
}

double slack_of(const model::CriterionSpec& criterion, const model::Score& score) {
  const auto edge = margin(criterion.require, names_of(score));
  return edge ? edge->slack : std::numeric_limits<double>::infinity();
}

std::string reason_of(const model::Verdict& verdict, const model::CriterionSpec& criterion,
                      const std::vector<model::Score>& scores) {
  std::size_t count = 0;
  std::size_t worst = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < verdict.checks.size(); ++i) {
    if (verdict.checks[i].status != verdict.status) {
      continue;
    }
    const double slack = slack_of(criterion, scores[i]);
    if (count == 0 || slack < least) {
      worst = i;
      least = slack;
    }
    ++count;
  }
  const auto& check = verdict.checks[worst];
  auto text = format("{}: {}", subject_of(check), check.text);
  if (verdict.checks.size() == 1) {
    return text;
  }
  const auto word = verdict.status == Status::pass   ? "pass"
                    : verdict.status == Status::fail ? "fail"
                                                     : "are inconclusive";
  return format("{}; {} of {} checks {}", text, count, verdict.checks.size(), word);
}

std::vector<model::Scope> scopes_of(const std::vector<model::Check>& checks) {
  std::vector<model::Scope> scopes;
  for (const auto& check : checks) {
    if (std::ranges::find(scopes, check.scope) == scopes.end()) {
      scopes.push_back(check.scope);
    }
  }
  std::ranges::sort(scopes);
  return scopes;
}

} // namespace

model::Verdict judge_criterion(const model::CriterionSpec& criterion, const model::Plan& plan,
                               const Records& records, const model::Scores& scores) {
  auto selection = select(criterion, plan, records, scores);
  adjust_p(criterion.adjust, selection.scores);
  model::Verdict verdict;
  verdict.criterion = criterion.id;
  verdict.severity = criterion.severity;
  verdict.require = criterion.require_text;
  verdict.subject_of = criterion.metric.empty() ? criterion.output : criterion.metric;
  verdict.where = criterion.where;
  for (const auto& score : selection.scores) {
    verdict.checks.push_back(make_check(criterion, score));
  }
  verdict.status = worst_status(verdict.checks);
  verdict.scopes = scopes_of(verdict.checks);
  verdict.reason =
      verdict.checks.empty() ? selection.reason : reason_of(verdict, criterion, selection.scores);
  return verdict;
}

} // namespace reprovip::judge
