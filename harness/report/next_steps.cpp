#include "harness/report/next_steps.hpp"

#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <set>

namespace reprovip::report {

namespace {

constexpr std::size_t k_replays = 3;

void add_replays(std::vector<NextStep>& steps, const model::Study& study) {
  std::set<std::string> reasons;
  for (const auto& record : study.records) {
    const auto standing = standing_of(record);
    if (standing != Standing::failed && standing != Standing::incomplete) {
      continue;
    }
    const auto reason = reason_of(record);
    if (record->imported.empty() && reasons.size() < k_replays && reasons.insert(reason).second) {
      steps.push_back({replay_command(study, *record), clean(reason)});
    }
  }
}

void add_runs(std::vector<NextStep>& steps, const model::Study& study) {
  const auto counts = tally(study);
  if (study.plan.resolved.protocol.import) {
    if (counts.missing + counts.failed > 0) {
      steps.push_back({run_command(study), format("{} not in the tree as a whole; a tree that has grown adds "
                                                  "to the study",
                                                  counted(counts.missing + counts.failed, "execution"))});
    }
    return;
  }
  if (counts.failed + counts.infrastructure > 0) {
    steps.push_back(
        {run_command(study) + " --failed",
         format("{} did not succeed", counted(counts.failed + counts.infrastructure, "execution"))});
  }
  if (counts.missing > 0) {
    steps.push_back({run_command(study), format("{} not run", counted(counts.missing, "execution"))});
  }
}

const model::CriterionSpec* spec_of(const model::Study& study, const std::string& id) {
  const auto& criteria = study.plan.resolved.protocol.criteria;
  const auto found = std::ranges::find(criteria, id, &model::CriterionSpec::id);
  return found == criteria.end() ? nullptr : &*found;
}

// Repetitions help unless subjects are what is missing.
void add_inconclusive(std::vector<NextStep>& steps, const model::Study& study) {
  const auto subjects = study.plan.resolved.subjects.size();
  std::uint32_t repetitions = 0;
  for (const auto& execution : study.plan.executions) {
    repetitions = std::max(repetitions, execution.repetition);
  }
  std::uint32_t wanted = 2 * repetitions;
  std::vector<std::string> waiting;
  for (const auto& verdict : study.verdicts.verdicts) {
    const auto* spec = spec_of(study, verdict.criterion);
    if (verdict.status != model::Status::inconclusive || verdict.severity == model::Severity::info ||
        spec == nullptr || verdict.checks.empty()) {
      continue;
    }
    if (spec->min_subjects > subjects) {
      steps.push_back(
          {"", format("criterion \"{}\" needs {} subjects, the study has {}: add subjects to the protocol",
                      clean(verdict.criterion), spec->min_subjects, subjects)});
    } else {
      wanted = std::max(wanted, spec->min_repetitions);
      waiting.push_back("\"" + clean(verdict.criterion) + "\"");
    }
  }
  const auto counts = tally(study);
  const bool runs = !study.plan.resolved.protocol.import;
  if (runs && !waiting.empty() && counts.planned > 0 && counts.succeeded == counts.planned) {
    steps.push_back({format("{} -K {}", run_command(study), wanted), "inconclusive: " + joined(waiting)});
  }
}

} // namespace

std::vector<NextStep> next_steps(const model::Study& study) {
  std::vector<NextStep> steps;
  add_replays(steps, study);
  add_runs(steps, study);
  add_inconclusive(steps, study);
  return steps;
}

} // namespace reprovip::report
