#include "harness/plan/estimate.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reprovip::plan {

namespace {

class Mean {
public:
  void add(double value) {
    m_sum += value;
    ++m_count;
  }
  std::optional<double> value() const {
    return m_count == 0 ? std::nullopt : std::optional(m_sum / static_cast<double>(m_count));
  }

private:
  double m_sum = 0;
  std::size_t m_count = 0;
};

struct Means {
  Mean wall;
  Mean bytes;

  void add(const PastCost& past) {
    if (past.wall) {
      wall.add(past.wall->count());
    }
    if (past.bytes) {
      bytes.add(static_cast<double>(*past.bytes));
    }
  }
};

// What ran before: by cell, by condition and in all.
class Experience {
public:
  Experience(const model::Plan& plan, const PastOf& past)
      : m_plan(plan), m_conditions(plan.conditions.size()) {
    for (const auto& cell : plan.cells) {
      m_cells.push_back(past(cell.key));
      m_conditions[cell.condition].add(m_cells.back());
      m_all.add(m_cells.back());
    }
  }

  const PastCost& of(std::uint32_t cell) const { return m_cells[cell]; }

  std::optional<double> similar_wall(std::uint32_t cell) const {
    const auto near = m_conditions[m_plan.cells[cell].condition].wall.value();
    return near ? near : m_all.wall.value();
  }

  std::optional<double> bytes(std::uint32_t cell) const {
    if (m_cells[cell].bytes) {
      return static_cast<double>(*m_cells[cell].bytes);
    }
    const auto near = m_conditions[m_plan.cells[cell].condition].bytes.value();
    return near ? near : m_all.bytes.value();
  }

private:
  const model::Plan& m_plan;
  std::vector<PastCost> m_cells;
  std::vector<Means> m_conditions;
  Means m_all;
};

// The seconds of one execution, counted under what they come from.
double seconds_of(const Experience& experience, std::uint32_t cell, Seconds limit, Estimate& counts) {
  if (const auto wall = experience.of(cell).wall) {
    ++counts.measured;
    return wall->count();
  }
  if (const auto wall = experience.similar_wall(cell)) {
    ++counts.similar;
    return *wall;
  }
  if (limit.count() > 0) {
    ++counts.limited;
    return limit.count();
  }
  ++counts.unknown;
  return 0;
}

std::string plural(std::size_t count, std::string_view word) {
  return format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string time_text(const Estimate& estimate) {
  if (estimate.unknown == estimate.executions) {
    return "time not known (nothing ran before, and there is no timeout)";
  }
  const bool is_bound = estimate.limited > 0;
  auto text = format("{} {} with {}", is_bound ? "at most" : "about", human_duration(estimate.wall),
                     plural(estimate.jobs, "job"));
  if (is_bound) {
    text += " (by the timeout: nothing like it ran before)";
  } else {
    text += estimate.similar > 0 ? " (from similar past runs)" : " (from past runs)";
  }
  if (estimate.unknown > 0) {
    text += format(", {} of them not known", estimate.unknown);
  }
  return text;
}

} // namespace

Estimate estimate(const model::Plan& plan, const PastOf& past, const IsPending& is_pending,
                  std::uint32_t jobs) {
  const Experience experience(plan, past);
  const auto limit = plan.resolved.protocol.resources.timeout;
  Estimate result;
  result.jobs = std::max(1U, jobs);
  double work = 0;
  double longest = 0;
  double bytes = 0;
  bool has_bytes = false;
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    if (!is_pending(i)) {
      continue;
    }
    ++result.executions;
    const auto cell = plan.executions[i].cell;
    const double seconds = seconds_of(experience, cell, limit, result);
    work += seconds;
    longest = std::max(longest, seconds);
    if (const auto size = experience.bytes(cell)) {
      bytes += *size;
      has_bytes = true;
    }
  }
  result.work = Seconds(work);
  result.wall = Seconds(std::max(longest, work / static_cast<double>(result.jobs)));
  if (has_bytes) {
    result.bytes = static_cast<std::uint64_t>(std::llround(bytes));
  }
  return result;
}

std::vector<double> subject_seconds(const model::Plan& plan, const PastOf& past,
                                    const IsPending& is_pending) {
  const Experience experience(plan, past);
  std::vector<double> seconds(plan.resolved.subjects.size());
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    if (is_pending(i)) {
      const auto cell = plan.executions[i].cell;
      const auto similar = experience.similar_wall(cell).value_or(1);
      const auto wall = experience.of(cell).wall;
      seconds[plan.cells[cell].subject] += wall ? wall->count() : similar;
    }
  }
  return seconds;
}

std::string to_text(const Estimate& estimate) {
  if (estimate.executions == 0) {
    return "nothing to run";
  }
  const auto disk = estimate.bytes ? format("at most {} of outputs", human_bytes(*estimate.bytes))
                                   : std::string("size of the outputs not known");
  return format("{}: {}, {}", plural(estimate.executions, "execution"), time_text(estimate), disk);
}

} // namespace reprovip::plan
