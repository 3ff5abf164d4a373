#include "harness/score/scene.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace reprovip::score {

namespace {

const model::Output* find_output(const model::Record& record, const std::string& id) {
  const auto found = std::find_if(record.outputs.begin(), record.outputs.end(),
                                  [&](const model::Output& output) { return output.id == id; });
  return found == record.outputs.end() ? nullptr : &*found;
}

} // namespace

Scene::Scene(const model::Plan& plan, const Records& records, const World& world)
    : m_plan(plan), m_records(records), m_world(world) {
  REPROVIP_ASSERT(records.size() == plan.executions.size());
  m_order.resize(plan.executions.size());
  std::iota(m_order.begin(), m_order.end(), 0U);
  std::stable_sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto& x = plan.executions[a];
    const auto& y = plan.executions[b];
    return std::pair(x.cell, x.repetition) < std::pair(y.cell, y.repetition);
  });
  for (const auto& factor : plan.resolved.protocol.factors) {
    if (factor.levels.size() > 1) {
      m_planned.push_back(factor.name);
    }
  }
  find_observed();
}

void Scene::find_observed() {
  std::map<std::string, std::set<std::string>> values;
  std::set<std::string> hosts_seen;
  const auto add = [&values](const std::map<std::string, std::string>& facts) {
    for (const auto& [name, value] : facts) {
      values[name].insert(value);
    }
  };
  for (const auto& record : m_records) {
    if (!record) {
      continue;
    }
    add(record->ending.facts);
    if (m_world.hosts == nullptr || !hosts_seen.insert(record->host.hex).second) {
      continue;
    }
    if (const auto host = m_world.hosts->find(record->host.hex); host != m_world.hosts->end()) {
      add(host->second.facts);
    }
  }
  for (const auto& [name, seen] : values) {
    if (seen.size() > 1) {
      m_observed.push_back(name);
    }
  }
}

std::uint32_t Scene::subject(std::uint32_t execution) const {
  return m_plan.cells[m_plan.executions[execution].cell].subject;
}

const std::string& Scene::subject_name(std::uint32_t execution) const {
  return m_plan.resolved.subjects[subject(execution)].id;
}

std::uint32_t Scene::condition(std::uint32_t execution) const {
  return m_plan.cells[m_plan.executions[execution].cell].condition;
}

std::uint32_t Scene::environment(std::uint32_t execution) const {
  return m_plan.conditions[condition(execution)].environment;
}

std::string Scene::name(std::uint32_t execution, bool all) const {
  const auto repetition = format("r{:03}", m_plan.executions[execution].repetition);
  const auto levels = all ? model::describe(m_plan, m_plan.conditions[condition(execution)]) : "";
  return levels.empty() ? repetition : levels + " " + repetition;
}

const model::Output* Scene::output(std::uint32_t execution, const std::string& id) const {
  const auto& record = m_records[execution];
  if (!record || record->ending.outcome != model::Outcome::succeeded) {
    return nullptr;
  }
  const auto* output = find_output(*record, id);
  return output != nullptr && output->state == model::OutputState::present ? output : nullptr;
}

bool Scene::lacks_optional(std::uint32_t execution, const std::string& id) const {
  const auto& record = m_records[execution];
  if (!record || record->ending.outcome != model::Outcome::succeeded) {
    return false;
  }
  const auto* output = find_output(*record, id);
  return output != nullptr && output->state == model::OutputState::absent_optional;
}

// What was seen where the program ran (in its container) comes before what the host says.
const std::string* Scene::fact(std::uint32_t execution, const std::string& name) const {
  const auto& record = m_records[execution];
  if (!record) {
    return nullptr;
  }
  if (const auto found = record->ending.facts.find(name); found != record->ending.facts.end()) {
    return &found->second;
  }
  if (m_world.hosts == nullptr) {
    return nullptr;
  }
  const auto host = m_world.hosts->find(record->host.hex);
  if (host == m_world.hosts->end()) {
    return nullptr;
  }
  const auto found = host->second.facts.find(name);
  return found == host->second.facts.end() ? nullptr : &found->second;
}

std::string Scene::level(std::uint32_t execution, const std::string& factor) const {
  const auto& factors = m_plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].name == factor) {
      return model::level_of(m_plan, m_plan.conditions[condition(execution)], i).name;
    }
  }
  const auto* value = fact(execution, factor);
  return value == nullptr ? "" : *value;
}

} // namespace reprovip::score
