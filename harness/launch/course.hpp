#pragma once

#include "harness/base/quantity.hpp"
#include "harness/launch/agenda.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/process.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::launch {

// What all styles of progress count: executions that have ended, and their wall times.
struct Count {
  std::uint32_t to_run = 0;
  std::uint32_t done = 0;
  std::uint32_t failed = 0;
  std::uint32_t infrastructure = 0;
  double wall_s = 0; // of all that say theirs
  std::uint32_t timed = 0;

  void add(const model::Record& record);
  std::optional<double> mean_s() const;
};

// A run so far: what has ended, what runs, how long the rest will take.
class Course {
public:
  // A cell whose last execution has ended.
  struct CellEnd {
    std::string name;
    Count count;
    std::map<std::string, std::uint32_t> classes; // by output, with those that were reused
  };

  Course() = default;
  explicit Course(const Agenda& agenda);

  void started(const std::string& name, sys::TimePoint now);
  // The cell, if that was the last of it.
  std::optional<CellEnd> finished(const std::string& name, const model::Record& record);
  // It runs no more, and will be started again.
  void stopped(const std::string& name);

  const Count& count() const { return m_count; }
  std::size_t running() const { return m_running.size(); }
  // What was started last, and when.
  std::optional<std::pair<std::string, sys::TimePoint>> latest() const;
  // The most of any output within one subject; 0 when nothing can be compared yet.
  std::uint32_t classes() const { return m_classes.most(); }
  // From the mean durations of each cell so far (of all cells, where a cell has none), less what the running
  // ones have had, over as many as have run at a time. None before the first has ended.
  std::optional<Seconds> remaining(sys::TimePoint now) const;

private:
  const std::uint32_t* cell_of(const std::string& name) const;

  Agenda m_agenda;
  Count m_count;
  std::vector<Count> m_cells;
  ClassesSoFar m_classes;
  std::map<std::string, sys::TimePoint> m_running;
  std::size_t m_most_running = 1;
};

} // namespace reprovip::launch
