#pragma once

#include "harness/base/json.hpp"
#include "harness/launch/course.hpp"
#include "harness/launch/progress.hpp"
#include "harness/sys/clock.hpp"

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>

namespace reprovip::launch {

// How one execution ended, in a word or a few: "ok 1.2 s", "FAILED (status 3) 1.2 s", "TIMED OUT", "OUTPUT
// MISSING (amplitudes)", "NOT RUN (disk full)". Clean, as the cell's (base/utf8.hpp).
std::string end_of(const model::Record& record);
// "sub-01 {threads=2}: 10 executions, 1 failed, 2 classes of amplitudes, 1.2 s each"
std::string end_of(const Course::CellEnd& cell);
// Fit for how precise an estimate is: "45 s", "3 min", "2 h 10 min".
std::string rough_duration(Seconds duration);

// "reprovip: VIP chooses the machine"
std::string note_line(const std::string& text);

// A progress that also shows that time passes.
class TimedProgress : public Progress {
public:
  virtual void tick() = 0;
};

// Tells another one about twice a second what time it is, between `begin` and `end`, on a thread of its own;
// calls do not overlap.
std::unique_ptr<Progress> ticking(std::unique_ptr<TimedProgress> progress);

// A line for each cell that has ended and for each failure, and where neither came for a minute, how far it
// is.
class PlainProgress final : public TimedProgress {
public:
  PlainProgress(std::FILE* stream, sys::Clock& clock) : m_stream(stream), m_clock(clock) {}
  void begin(const Agenda& agenda) override;
  void started(const std::string& name) override;
  void finished(const std::string& name, const model::Record& record) override;
  void retrying(const std::string& name, const std::string& reason) override;
  void end() override {}
  void tick() override;

protected:
  void noted(const std::string& text) override;

private:
  void say(const std::string& text);

  std::FILE* m_stream;
  sys::Clock& m_clock;
  Course m_course;
  sys::TimePoint m_said;
};

// One line that is written over: counts, ETA, and what runs (the last one started). What failed gets a line
// that stays.
class LiveProgress final : public TimedProgress {
public:
  // `columns`: the width of the terminal, asked for at each drawing.
  LiveProgress(std::FILE* stream, sys::Clock& clock, std::function<std::size_t()> columns)
      : m_stream(stream), m_clock(clock), m_columns(std::move(columns)) {}
  void begin(const Agenda& agenda) override;
  void started(const std::string& name) override;
  void finished(const std::string& name, const model::Record& record) override;
  void retrying(const std::string& name, const std::string& reason) override;
  void end() override;
  void tick() override;

protected:
  void noted(const std::string& text) override;

private:
  void stay(const std::string& line);
  void redraw();
  std::string line(std::size_t columns) const;
  std::string rubbed_out(std::size_t columns) const;

  std::FILE* m_stream;
  sys::Clock& m_clock;
  std::function<std::size_t()> m_columns;
  Course m_course;
  std::size_t m_shown = 0; // columns of the line on the screen
  std::optional<sys::TimePoint> m_drawn;
};

// One JSON object a line: "begin", "message", "started", "finished", "cell", "retrying", "end".
class JsonProgress final : public Progress {
public:
  JsonProgress(std::FILE* stream, sys::Clock& clock) : m_stream(stream), m_clock(clock) {}
  void begin(const Agenda& agenda) override;
  void started(const std::string& name) override;
  void finished(const std::string& name, const model::Record& record) override;
  void retrying(const std::string& name, const std::string& reason) override;
  void end() override;

protected:
  void noted(const std::string& text) override;

private:
  void write(Json event);

  std::FILE* m_stream;
  sys::Clock& m_clock;
  Course m_course;
};

// Remarks of the launcher only.
class QuietProgress final : public Progress {
public:
  explicit QuietProgress(std::FILE* stream) : m_stream(stream) {}
  void begin(const Agenda&) override {}
  void started(const std::string&) override {}
  void finished(const std::string&, const model::Record&) override {}
  void retrying(const std::string&, const std::string&) override {}
  void end() override {}

protected:
  void noted(const std::string& text) override;

private:
  std::FILE* m_stream;
};

} // namespace reprovip::launch
