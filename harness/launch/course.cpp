#include "harness/launch/course.hpp"

#include <algorithm>

namespace reprovip::launch {

void Count::add(const model::Record& record) {
  ++done;
  if (record.ending.infrastructure) {
    ++infrastructure;
  } else if (!model::is_complete(record)) {
    ++failed;
  }
  if (record.ending.usage.wall_s) {
    wall_s += *record.ending.usage.wall_s;
    ++timed;
  }
}

std::optional<double> Count::mean_s() const {
  return timed == 0 ? std::nullopt : std::optional(wall_s / timed);
}

Course::Course(const Agenda& agenda)
    : m_agenda(agenda), m_cells(agenda.cells.size()), m_classes(agenda.classes) {
  m_count.to_run = agenda.to_run;
  for (std::size_t i = 0; i < m_cells.size(); ++i) {
    m_cells[i].to_run = agenda.cells[i].executions;
  }
}

const std::uint32_t* Course::cell_of(const std::string& name) const {
  const auto found = m_agenda.cell_of.find(name);
  return found == m_agenda.cell_of.end() ? nullptr : &found->second;
}

void Course::started(const std::string& name, sys::TimePoint now) {
  m_running[name] = now;
  m_most_running = std::max(m_most_running, m_running.size());
}

std::optional<Course::CellEnd> Course::finished(const std::string& name, const model::Record& record) {
  stopped(name);
  m_count.add(record);
  m_classes.add(record);
  const auto* place = cell_of(name);
  if (place == nullptr) {
    return std::nullopt;
  }
  auto& cell = m_cells[*place];
  cell.add(record);
  if (cell.done < cell.to_run) {
    return std::nullopt;
  }
  const auto& planned = m_agenda.cells[*place];
  return CellEnd{planned.name, cell, m_classes.of_cell(planned.key)};
}

void Course::stopped(const std::string& name) {
  m_running.erase(name);
}

std::optional<std::pair<std::string, sys::TimePoint>> Course::latest() const {
  const auto found = std::ranges::max_element(m_running, {}, [](const auto& one) { return one.second; });
  return found == m_running.end() ? std::nullopt : std::optional(std::pair(found->first, found->second));
}

std::optional<Seconds> Course::remaining(sys::TimePoint now) const {
  const auto overall = m_count.mean_s();
  if (!overall || m_count.done >= m_count.to_run) {
    return std::nullopt;
  }
  double left_s = 0;
  if (m_cells.empty()) {
    left_s = *overall * (m_count.to_run - m_count.done);
  }
  for (const auto& cell : m_cells) {
    left_s += cell.mean_s().value_or(*overall) * (cell.to_run - std::min(cell.done, cell.to_run));
  }
  for (const auto& [name, since] : m_running) {
    const auto* place = cell_of(name);
    const auto mean = place == nullptr ? *overall : m_cells[*place].mean_s().value_or(*overall);
    left_s -= std::min(mean, Seconds(now - since).count());
  }
  const auto at_once = std::min<std::size_t>(m_most_running, m_count.to_run - m_count.done);
  return Seconds(std::max(left_s, 0.0) / static_cast<double>(at_once));
}

} // namespace reprovip::launch
