#include "harness/base/format.hpp"
#include "harness/judge/select.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reprovip::judge {

namespace {

using Executions = std::vector<std::uint32_t>;
// One subject's classes, restricted to the executions that are looked at.
struct Part {
  std::vector<std::uint32_t> sizes;
  std::uint32_t total = 0;
};

const model::Condition& condition_of(const model::Plan& plan, std::uint32_t execution) {
  return plan.conditions[plan.cells[plan.executions[execution].cell].condition];
}

bool lies_in(const model::Plan& plan, std::uint32_t execution, std::optional<std::uint32_t> environment) {
  return !environment || condition_of(plan, execution).environment == *environment;
}

Part part_of(const std::vector<model::OutputClass>& classes, const model::Plan& plan,
             std::optional<std::uint32_t> environment) {
  Part part;
  for (const auto& one : classes) {
    const auto size = static_cast<std::uint32_t>(std::ranges::count_if(
        one.executions, [&](std::uint32_t execution) { return lies_in(plan, execution, environment); }));
    if (size > 0) {
      part.sizes.push_back(size);
      part.total += size;
    }
  }
  return part;
}

// The chance that two different executions agree (Simpson 1949, unbiased form).
double simpson(const Part& part) {
  double same = 0;
  for (const auto size : part.sizes) {
    same += static_cast<double>(size) * (size - 1.0);
  }
  return same / (static_cast<double>(part.total) * (part.total - 1.0));
}

struct Summary {
  std::uint32_t classes = 0;
  std::uint32_t classes_raw = 0;
  double modal = 1;
  double simpson = 1;
  std::uint32_t subjects = 0;
  bool comparable = false; // some subject has two executions
};

Summary summarise(const model::OutputClasses& classes, const model::Plan& plan,
                  std::optional<std::uint32_t> environment) {
  Summary summary;
  for (const auto& subject : classes.subjects) {
    const Part part = part_of(subject.canonical, plan, environment);
    const Part raw = part_of(subject.raw, plan, environment);
    summary.subjects += part.total > 0 ? 1 : 0;
    summary.classes = std::max(summary.classes, static_cast<std::uint32_t>(part.sizes.size()));
    summary.classes_raw = std::max(summary.classes_raw, static_cast<std::uint32_t>(raw.sizes.size()));
    if (part.total > 1) {
      summary.comparable = true;
      const auto largest = *std::ranges::max_element(part.sizes);
      summary.modal = std::min(summary.modal, static_cast<double>(largest) / part.total);
      summary.simpson = std::min(summary.simpson, simpson(part));
    }
  }
  return summary;
}

// Every execution of the plan that is looked at counts, whether it has the output or not.
struct Presence {
  std::uint32_t planned = 0;
  std::uint32_t present = 0;
  std::uint32_t repetitions = 0; // smallest over cells
};

Presence presence(const model::OutputClasses& classes, const model::Plan& plan,
                  std::optional<std::uint32_t> environment) {
  std::map<std::uint32_t, std::uint32_t> of_cell;
  Presence result;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    if (lies_in(plan, i, environment)) {
      ++result.planned;
      of_cell.try_emplace(plan.executions[i].cell, 0);
    }
  }
  for (const auto& subject : classes.subjects) {
    for (const auto& one : subject.canonical) {
      for (const auto execution : one.executions) {
        if (lies_in(plan, execution, environment)) {
          ++result.present;
          ++of_cell[plan.executions[execution].cell];
        }
      }
    }
  }
  const auto least = std::ranges::min_element(of_cell, {}, [](const auto& pair) { return pair.second; });
  result.repetitions = least == of_cell.end() ? 0 : least->second;
  return result;
}

// What varies between the executions looked at: a factor of level A or B, an environment or a machine, or
// only the repetition.
model::Scope scope_of(const model::Plan& plan, const Records& records,
                      std::optional<std::uint32_t> environment) {
  for (const auto& factor : plan.resolved.protocol.factors) {
    if (factor.levels.size() > 1 && !model::is_environmental(factor.source)) {
      return model::Scope::replicability;
    }
  }
  std::set<std::uint32_t> environments;
  std::set<Digest> hosts;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    if (lies_in(plan, i, environment)) {
      environments.insert(condition_of(plan, i).environment);
      if (i < records.size() && records[i]) {
        hosts.insert(records[i]->host);
      }
    }
  }
  return environments.size() > 1 || hosts.size() > 1 ? model::Scope::reproducibility
                                                     : model::Scope::repeatability;
}

model::Score class_score(const model::OutputClasses& classes, const model::Plan& plan, const Records& records,
                         std::optional<std::uint32_t> environment) {
  const Summary summary = summarise(classes, plan, environment);
  const Presence seen = presence(classes, plan, environment);
  model::Score score;
  score.metric = classes.output;
  score.kind = "classes";
  score.output = classes.output;
  score.group = environment ? plan.environments[*environment] : "";
  score.scope = scope_of(plan, records, environment);
  score.subjects = summary.subjects;
  score.repetitions = seen.repetitions;
  // What an optional output does not have is not missing, unless the study as a whole misses it.
  score.missing = environment ? (classes.missing > 0 ? seen.planned - seen.present : 0) : classes.missing;
  score.fields.emplace_back("missing", score.missing);
  if (!summary.comparable) {
    score.reason = summary.subjects == 0 ? "no execution has this output"
                                         : "one execution of each subject has it: nothing to compare";
    return score;
  }
  score.fields.emplace_back("classes", summary.classes);
  score.fields.emplace_back("classes.raw", summary.classes_raw);
  score.fields.emplace_back("modal", summary.modal);
  score.fields.emplace_back("simpson", summary.simpson);
  return score;
}

} // namespace

std::vector<model::Score> class_scores(const model::OutputClasses& classes, bool per_environment,
                                       const model::Plan& plan, const Records& records) {
  if (!per_environment) {
    return {class_score(classes, plan, records, std::nullopt)};
  }
  std::vector<model::Score> scores;
  for (std::uint32_t i = 0; i < plan.environments.size(); ++i) {
    scores.push_back(class_score(classes, plan, records, i));
  }
  return scores;
}

} // namespace reprovip::judge
