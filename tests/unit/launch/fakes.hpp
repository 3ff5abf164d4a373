#pragma once

#include "harness/launch/conductor.hpp"
#include "harness/launch/launcher.hpp"
#include "harness/sys/clock.hpp"
#include "harness/sys/process.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace reprovip::launch {

using namespace std::chrono_literals;

// Stands still until it is moved.
class FakeClock final : public sys::Clock {
public:
  sys::UtcMillis utc() override { return 0; }
  sys::TimePoint steady() override { return m_now; }
  void move_to(sys::TimePoint time) { m_now = std::max(m_now, time); }
  void advance(std::chrono::milliseconds by) { m_now += by; }
  double seconds() const { return Seconds(m_now.time_since_epoch()).count(); }

private:
  sys::TimePoint m_now{};
};

inline model::Ending ending_of(model::Outcome outcome, bool infrastructure = false) {
  model::Ending ending;
  ending.outcome = outcome;
  ending.infrastructure = infrastructure;
  ending.reason = infrastructure ? "the daemon is away" : "";
  return ending;
}

// Jobs end in the order in which they were started, each as `script` says; `before` is called ahead of each
// wait and may give another event.
class FakeLauncher final : public Launcher {
public:
  FakeLauncher(std::uint32_t slots, FakeClock& clock) : m_slots(slots), m_clock(clock) {}

  std::uint32_t capacity() const override { return m_slots - static_cast<std::uint32_t>(m_running.size()); }

  Result<void> start(const Job& job) override {
    if (refusals > 0) {
      --refusals;
      return failure(ErrorKind::launch, "no more processes");
    }
    m_running.emplace_back(job.ticket, job.invocation.execution);
    started.push_back(job.invocation.execution);
    most_running = std::max(most_running, m_running.size());
    return {};
  }

  LaunchEvent wait(std::optional<sys::TimePoint> deadline) override {
    if (auto event = before ? before() : std::nullopt) {
      return *event;
    }
    if (m_running.empty() || hold) {
      m_clock.move_to(deadline.value());
      return NothingYet{};
    }
    const auto [ticket, execution] = m_running.front();
    m_running.pop_front();
    return JobEnded{ticket, script(execution)};
  }

  void abort() override {
    ++aborts;
    hold = false;
  }

  std::function<model::Ending(std::uint32_t)> script = [](std::uint32_t) {
    return ending_of(model::Outcome::succeeded);
  };
  std::function<std::optional<LaunchEvent>()> before;
  std::vector<std::uint32_t> started;
  std::size_t most_running = 0;
  int refusals = 0;
  int aborts = 0;
  bool hold = false; // nothing ends before an abort

private:
  std::uint32_t m_slots;
  FakeClock& m_clock;
  std::deque<std::pair<std::uint32_t, std::uint32_t>> m_running;
};

// Keeps what it was told as short texts.
class FakeProgress final : public Progress {
public:
  void begin(const Agenda&) override {}
  void started(const std::string& name) override { told.push_back("start " + name); }
  void finished(const std::string& name, const model::Record& record) override {
    told.push_back("end " + name + " " + std::string(model::to_string(record.ending.outcome)));
  }
  void retrying(const std::string& name, const std::string& reason) override {
    told.push_back("retry " + name + ": " + reason);
  }
  void end() override {}
  void noted(const std::string& text) override { told.push_back("note " + text); }

  std::vector<std::string> of(const std::string& kind) const {
    std::vector<std::string> some;
    for (const auto& text : told) {
      if (text.rfind(kind, 0) == 0) {
        some.push_back(text);
      }
    }
    return some;
  }

  std::vector<std::string> told;
};

// Children that end when the test says so.
class FakeProcesses final : public sys::Processes {
public:
  // Lives on when the launcher has gone.
  struct Log {
    std::vector<sys::Command> started;
    std::vector<std::pair<sys::ProcessId, int>> sent;
    std::deque<sys::Event> events;
    bool refuse = false;
  };
  explicit FakeProcesses(Log& log) : m_log(log) {}

  Result<sys::ProcessId> start(const sys::Command& command) override {
    if (m_log.refuse) {
      return failure(ErrorKind::environment, "no more processes");
    }
    m_log.started.push_back(command);
    return static_cast<sys::ProcessId>(m_log.started.size());
  }
  sys::Event wait(std::optional<sys::TimePoint>) override {
    if (m_log.events.empty()) {
      return sys::DeadlinePassed{};
    }
    const auto event = m_log.events.front();
    m_log.events.pop_front();
    return event;
  }
  void send(sys::ProcessId process, int signal) override { m_log.sent.emplace_back(process, signal); }

private:
  Log& m_log;
};

} // namespace reprovip::launch
