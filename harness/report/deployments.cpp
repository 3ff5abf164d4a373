#include "harness/report/deployments.hpp"

#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace reprovip::report {

namespace {

constexpr std::size_t k_hash = 12; // characters of a hash that are shown
constexpr std::string_view k_store_folder = "/gnu/store/";
constexpr std::size_t k_store = 32; // of a hash in the names of Guix's store

std::uint32_t deployment_of(const model::Study& study, std::size_t execution) {
  return study.plan.conditions[study.plan.cells[study.plan.executions[execution].cell].condition].deployment;
}

// The reference's first.
std::vector<std::uint32_t> in_order(const model::Study& study) {
  std::vector<std::uint32_t> order(study.plan.resolved.deployments.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  for (const auto& condition : study.plan.conditions) {
    if (condition.is_reference) {
      std::stable_partition(order.begin(), order.end(),
                            [&](std::uint32_t i) { return i == condition.deployment; });
      break;
    }
  }
  return order;
}

// The levels of each factor that a deployment's conditions have.
using Levels = std::vector<std::set<std::string>>;

Levels levels_of(const model::Plan& plan, std::uint32_t deployment) {
  Levels levels(plan.resolved.protocol.factors.size());
  for (const auto& condition : plan.conditions) {
    for (std::size_t i = 0; condition.deployment == deployment && i < levels.size(); ++i) {
      levels[i].insert(level_of(plan, condition, i).name);
    }
  }
  return levels;
}

// The factors whose level tells deployments apart: each has one, and not all the same.
std::vector<bool> telling_factors(const model::Plan& plan) {
  const auto first = levels_of(plan, 0);
  std::vector<bool> single(first.size(), true);
  std::vector<bool> differs(first.size(), false);
  for (std::uint32_t deployment = 0; deployment < plan.resolved.deployments.size(); ++deployment) {
    const auto levels = levels_of(plan, deployment);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      single[i] = single[i] && levels[i].size() == 1;
      differs[i] = differs[i] || levels[i] != first[i];
    }
  }
  for (std::size_t i = 0; i < single.size(); ++i) {
    single[i] = single[i] && differs[i];
  }
  return single;
}

// "engine=docker, suite=trixie": of the factors that are `wanted`.
std::string levels_text(const model::Plan& plan, const model::Condition& condition,
                        const std::vector<bool>& telling, bool wanted) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < telling.size(); ++i) {
    if (telling[i] == wanted) {
      words.push_back(plan.resolved.protocol.factors[i].name + "=" + level_of(plan, condition, i).name);
    }
  }
  return joined(words);
}

std::string name_of(const model::Plan& plan, std::uint32_t deployment, const std::vector<bool>& telling) {
  const auto found = std::ranges::find(plan.conditions, deployment, &model::Condition::deployment);
  return found == plan.conditions.end() ? "" : levels_text(plan, *found, telling, true);
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void measure(const model::Study& study, std::uint32_t deployment, DeploymentRow& row) {
  std::vector<double> overheads;
  std::vector<double> walls;
  for (std::size_t i = 0; i < study.plan.executions.size(); ++i) {
    if (deployment_of(study, i) != deployment) {
      continue;
    }
    ++row.executions;
    if (i >= study.records.size() || standing_of(study.records[i]) != Standing::succeeded) {
      continue;
    }
    ++row.succeeded;
    const auto& usage = study.records[i]->ending.usage;
    if (usage.overhead_s) {
      overheads.push_back(*usage.overhead_s);
    }
    if (usage.wall_s) {
      walls.push_back(*usage.wall_s);
    }
  }
  row.overhead_s = median(std::move(overheads));
  row.wall_s = median(std::move(walls));
}

// Output, subject and whatever else is planned → the classes seen.
using Seen = std::map<std::tuple<std::size_t, std::uint32_t, std::string>, std::set<std::size_t>>;

Seen classes_seen(const model::Study& study, std::uint32_t deployment, const std::vector<bool>& telling) {
  const auto& plan = study.plan;
  Seen seen;
  for (std::size_t output = 0; output < study.scores.classes.size(); ++output) {
    for (const auto& subject : study.scores.classes[output].subjects) {
      for (std::size_t i = 0; i < subject.canonical.size(); ++i) {
        for (const auto execution : subject.canonical[i].executions) {
          if (deployment_of(study, execution) == deployment) {
            const auto& cell = plan.cells[plan.executions[execution].cell];
            const auto others = levels_text(plan, plan.conditions[cell.condition], telling, false);
            seen[{output, subject.subject, others}].insert(i);
          }
        }
      }
    }
  }
  return seen;
}

// "engine=docker, threads=1 | 2" speaks of the conditions with these levels.
bool speaks_of(const model::Study& study, const std::string& group, std::uint32_t deployment) {
  const auto& plan = study.plan;
  const auto& factors = plan.resolved.protocol.factors;
  return std::ranges::any_of(plan.conditions, [&](const model::Condition& condition) {
    if (condition.deployment != deployment) {
      return false;
    }
    bool named = false;
    for (std::size_t i = 0; i < factors.size(); ++i) {
      const auto at = (", " + group).find(", " + factors[i].name + "=");
      if (at == std::string::npos) {
        continue;
      }
      named = true;
      const auto value = group.substr(at + factors[i].name.size() + 1);
      const auto padded = " | " + value.substr(0, value.find(", ")) + " | ";
      if (padded.find(" | " + level_of(plan, condition, i).name + " | ") == std::string::npos) {
        return false;
      }
    }
    return named;
  });
}

std::optional<model::Status> worst_check(const model::Study& study, std::uint32_t deployment) {
  std::optional<model::Status> worst;
  const auto rank = [](model::Status status) {
    return status == model::Status::fail ? 2 : status == model::Status::inconclusive ? 1 : 0;
  };
  for (const auto& verdict : study.verdicts.verdicts) {
    for (const auto& check : verdict.checks) {
      if (verdict.severity == model::Severity::fail && speaks_of(study, check.group, deployment) &&
          (!worst || rank(check.status) > rank(*worst))) {
        worst = check.status;
      }
    }
  }
  return worst;
}

enum class Relation { same, in_part, apart, unknown };

// An output that one of them lacks is no difference: what both have decides.
Relation relation_of(const Seen& a, const Seen& b) {
  std::size_t common = 0;
  for (const auto& [key, classes] : a) {
    if (const auto found = b.find(key); found != b.end()) {
      ++common;
      if (found->second != classes) {
        return Relation::apart;
      }
    }
  }
  return common == 0                                ? Relation::unknown
         : common == a.size() && common == b.size() ? Relation::same
                                                    : Relation::in_part;
}

// One letter for each set of classes; that of the first it agrees with where it has an output at all.
class Letters {
public:
  std::string letter_of(const Seen& seen) {
    if (seen.empty()) {
      return "";
    }
    for (const auto wanted : {Relation::same, Relation::in_part}) {
      const auto known = std::ranges::find_if(
          m_known, [&](const Seen& other) { return relation_of(seen, other) == wanted; });
      if (known != m_known.end()) {
        const auto letter = class_letter(static_cast<std::uint32_t>(known - m_known.begin()));
        return wanted == Relation::same ? letter : letter + " in part";
      }
    }
    m_known.push_back(seen);
    return class_letter(static_cast<std::uint32_t>(m_known.size() - 1));
  }

private:
  std::vector<Seen> m_known;
};

std::string agreement_of(const DeploymentRow& row, const Seen& seen, const Seen& reference,
                         bool is_reference) {
  if (row.class_set.empty()) {
    return "no output";
  }
  if (row.classes > 1) {
    return "unstable";
  }
  if (is_reference) {
    return "reference";
  }
  switch (relation_of(seen, reference)) {
  case Relation::same:
    return "identical";
  case Relation::in_part:
    return "identical as far as seen";
  case Relation::apart:
    return "differs";
  case Relation::unknown:
    break;
  }
  return "nothing to compare";
}

bool is_hash_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

std::string seconds_text(const std::optional<double>& seconds) {
  return seconds ? human_duration(Seconds(*seconds)) : "-";
}

} // namespace

std::vector<DeploymentRow> deployment_rows(const model::Study& study) {
  const auto& deployments = study.plan.resolved.deployments;
  if (deployments.empty() || (deployments.size() == 1 && deployments.front().engine == "native")) {
    return {};
  }
  const auto telling = telling_factors(study.plan);
  std::vector<DeploymentRow> rows;
  Letters letters;
  Seen reference;
  for (const auto i : in_order(study)) {
    auto& row = rows.emplace_back();
    row.name = name_of(study.plan, i, telling);
    row.engine = deployments[i].engine;
    row.identity = deployments[i].identity;
    measure(study, i, row);
    const auto seen = classes_seen(study, i, telling);
    for (const auto& [key, classes] : seen) {
      row.classes = std::max(row.classes, static_cast<std::uint32_t>(classes.size()));
    }
    row.class_set = letters.letter_of(seen);
    const bool is_reference = rows.size() == 1;
    reference = is_reference ? seen : reference;
    row.agreement = agreement_of(row, seen, reference, is_reference);
    row.status = worst_check(study, i);
  }
  return rows;
}

std::string short_identity(const std::string& identity) {
  const auto word = identity.find(' ');
  auto rest = word == std::string::npos ? identity : identity.substr(word + 1);
  if (rest.starts_with(k_store_folder)) {
    rest.erase(0, k_store_folder.size());
  }
  std::string text;
  std::size_t run = 0;
  const auto cut = [&](char next) {
    if (run > k_store || (run == k_store && next == '-')) {
      text.resize(text.size() - run + k_hash);
    }
    run = 0;
  };
  for (const char c : rest) {
    if (!is_hash_letter(c)) {
      cut(c);
    }
    text += c;
    run += is_hash_letter(c) ? 1U : 0U;
  }
  cut('\0');
  return text;
}

std::array<std::string, 7> deployment_cells(const DeploymentRow& row) {
  const auto name = row.name.empty()                                 ? row.engine
                    : row.name.find(row.engine) != std::string::npos ? row.name
                                                                     : row.engine + ": " + row.name;
  const auto executions = row.succeeded == row.executions ? std::to_string(row.executions)
                                                          : format("{} of {}", row.succeeded, row.executions);
  const auto classes = row.class_set.empty() ? "-" : format("{}, set {}", row.classes, row.class_set);
  const auto verdict = row.status ? format("{}, {}", row.agreement, to_string(*row.status)) : row.agreement;
  return {name,    short_identity(row.identity), executions,
          classes, seconds_text(row.overhead_s), seconds_text(row.wall_s),
          verdict};
}

} // namespace reprovip::report
