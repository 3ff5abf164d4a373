#include "harness/launch/agenda.hpp"

#include "harness/base/format.hpp"

#include <algorithm>

namespace reprovip::launch {

namespace {

AgendaCell cell_of(const model::Plan& plan, std::uint32_t index) {
  const auto& cell = plan.cells[index];
  const auto condition = model::describe(plan, plan.conditions[cell.condition]);
  const auto& subject = plan.resolved.subjects[cell.subject].id;
  return {condition.empty() ? subject : format("{} {{{}}}", subject, condition), cell.key};
}

} // namespace

void ClassesSoFar::add(const model::Record& record) {
  if (!model::is_complete(record)) {
    return;
  }
  ++m_executions[record.subject];
  for (const auto& output : record.outputs) {
    if (output.state == model::OutputState::present) {
      m_by_subject[{record.subject, output.id}].insert(output.canonical.hex);
      m_by_cell[record.cell.hex][output.id].insert(output.canonical.hex);
    }
  }
}

std::uint32_t ClassesSoFar::most() const {
  const bool comparable = std::ranges::any_of(m_executions, [](const auto& one) { return one.second > 1; });
  std::size_t most = 0;
  for (const auto& [of, digests] : m_by_subject) {
    most = std::max(most, digests.size());
  }
  return comparable ? static_cast<std::uint32_t>(most) : 0;
}

std::map<std::string, std::uint32_t> ClassesSoFar::of_cell(const Digest& cell) const {
  std::map<std::string, std::uint32_t> counts;
  if (const auto found = m_by_cell.find(cell.hex); found != m_by_cell.end()) {
    for (const auto& [output, digests] : found->second) {
      counts[output] = static_cast<std::uint32_t>(digests.size());
    }
  }
  return counts;
}

Agenda agenda_of(const model::Plan& plan, const std::vector<std::uint32_t>& executions,
                 const std::vector<std::optional<model::Record>>& records) {
  Agenda agenda;
  agenda.to_run = static_cast<std::uint32_t>(executions.size());
  agenda.reused = static_cast<std::uint32_t>(plan.executions.size()) - agenda.to_run;
  std::map<std::uint32_t, std::uint32_t> places; // cell of the plan → place in the agenda
  std::set<std::uint32_t> runs;
  for (const auto execution : executions) {
    runs.insert(execution);
    const auto cell = plan.executions[execution].cell;
    const auto [place, fresh] = places.emplace(cell, static_cast<std::uint32_t>(agenda.cells.size()));
    if (fresh) {
      agenda.cells.push_back(cell_of(plan, cell));
    }
    ++agenda.cells[place->second].executions;
    agenda.cell_of.emplace(model::execution_name(plan, execution), place->second);
  }
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    if (records[i] && !runs.contains(i)) {
      agenda.classes.add(*records[i]);
    }
  }
  return agenda;
}

} // namespace reprovip::launch
