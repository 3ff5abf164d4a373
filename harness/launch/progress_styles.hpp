#pragma once

#include "harness/base/json.hpp"
#include "harness/base/quantity.hpp"
#include "harness/launch/progress.hpp"
#include "harness/sys/clock.hpp"

#include <cstdio>
#include <optional>
#include <set>

namespace reprovip::launch {

// How one execution ended, in a word or a few: "ok 1.2 s", "FAILED (status 3) 1.2 s", "TIMED OUT", "OUTPUT
// MISSING (amplitudes)", "NOT RUN (disk full)". Control characters are shown as `?`.
std::string end_of(const model::Record& record);
// Fit for one line of a terminal: no control characters.
std::string printable(const std::string& text);

// What all styles count.
struct Count {
  std::uint32_t to_run = 0;
  std::uint32_t done = 0;
  std::uint32_t failed = 0;
  std::uint32_t infrastructure = 0;
  double wall_s = 0; // of all that say theirs
  std::uint32_t timed = 0;

  void add(const model::Record& record);
  // From the mean duration so far, when `at_once` run at a time; none before the first one has ended.
  std::optional<Seconds> remaining(std::uint32_t at_once) const;
};

// "[ 12/60] sub-01 threads=2 r003 ok 1.2 s": one line for each execution.
class PlainProgress final : public Progress {
public:
  explicit PlainProgress(std::FILE* stream) : m_stream(stream) {}
  void begin(std::uint32_t to_run, std::uint32_t reused) override;
  void started(const std::string& name) override;
  void finished(const std::string& name, const model::Record& record) override;
  void retrying(const std::string& name, const std::string& reason) override;
  void end() override;

private:
  std::FILE* m_stream;
  Count m_count;
};

// One line that is written over: counts, ETA, and what runs (the last one started). What failed gets a line
// that stays.
class LiveProgress final : public Progress {
public:
  // `columns`: width of the terminal.
  LiveProgress(std::FILE* stream, sys::Clock& clock, std::size_t columns)
      : m_stream(stream), m_clock(clock), m_columns(columns) {}
  void begin(std::uint32_t to_run, std::uint32_t reused) override;
  void started(const std::string& name) override;
  void finished(const std::string& name, const model::Record& record) override;
  void retrying(const std::string& name, const std::string& reason) override;
  void end() override;

private:
  void stay(const std::string& line);
  void redraw();
  std::string line() const;

  std::FILE* m_stream;
  sys::Clock& m_clock;
  std::size_t m_columns;
  Count m_count;
  std::multiset<std::string> m_running;
  std::uint32_t m_most_running = 1;
  std::string m_latest;
  std::optional<std::chrono::steady_clock::time_point> m_drawn;
};

// One JSON object a line: "begin", "started", "finished", "retrying", "end".
class JsonProgress final : public Progress {
public:
  explicit JsonProgress(std::FILE* stream) : m_stream(stream) {}
  void begin(std::uint32_t to_run, std::uint32_t reused) override;
  void started(const std::string& name) override;
  void finished(const std::string& name, const model::Record& record) override;
  void retrying(const std::string& name, const std::string& reason) override;
  void end() override;

private:
  void write(const Json& event);

  std::FILE* m_stream;
  Count m_count;
};

class QuietProgress final : public Progress {
public:
  void begin(std::uint32_t, std::uint32_t) override {}
  void started(const std::string&) override {}
  void finished(const std::string&, const model::Record&) override {}
  void retrying(const std::string&, const std::string&) override {}
  void end() override {}
};

} // namespace reprovip::launch
