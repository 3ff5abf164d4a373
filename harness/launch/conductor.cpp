#include "harness/launch/conductor.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/launch/collector.hpp"
#include "harness/launch/retry_queue.hpp"
#include "harness/launch/serial_progress.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace reprovip::launch {

namespace {

// Ended attempts that may wait for the collector, for each that can run: more scratch than that might fill
// the disk.
constexpr std::size_t k_waiting_per_slot = 4;
// What the collector has kept may be to be tried again, long before anything else ends.
constexpr std::chrono::milliseconds k_collector_look{50};

model::Record without_run(std::string reason) {
  model::Record record;
  record.ending.outcome = model::Outcome::not_started;
  record.ending.infrastructure = true;
  record.ending.reason = std::move(reason);
  return record;
}

// The same job in the directory of another try at it.
Job at_attempt(Job job, const sys::Path& attempt) {
  job.paths = paths_of(attempt, job.paths);
  return job;
}

class Conductor {
public:
  Conductor(const std::vector<std::uint32_t>& executions, Launcher& launcher, const Hooks& hooks,
            const Policy& policy, Progress& progress, sys::Clock& clock);
  Outcome run();

private:
  struct Running {
    Try item;
    Job job;
  };

  void fill();
  std::optional<Try> next_try();
  void launch(Try item);
  void absorb();
  void count(const Kept& kept);
  void tell(const Kept& kept);
  void failed_before_start(Try item, const std::string& name, Error error);
  void infrastructure_failed(Try item, const std::string& name, const std::string& reason);
  bool may_retry(const Try& item) const { return item.attempt <= m_policy.retries; }
  bool is_over() const;
  bool is_held_up();
  void handle(LaunchEvent event);
  void ended(JobEnded end);
  void check_time();
  void stop(StopReason reason, int signal = 0);
  std::optional<sys::TimePoint> next_deadline() const;
  std::string name_of(std::uint32_t execution) const;

  const std::vector<std::uint32_t>& m_executions;
  Launcher& m_launcher;
  const Hooks& m_hooks;
  const Policy& m_policy;
  SerialProgress m_progress;
  sys::Clock& m_clock;
  std::optional<sys::TimePoint> m_global_deadline;
  std::size_t m_next = 0;
  RetryQueue m_retries;
  std::uint32_t m_ticket = 0;
  std::map<std::uint32_t, Running> m_running;
  bool m_stopping = false; // starts nothing more
  bool m_aborted = false;  // what runs was asked to stop
  Outcome m_outcome;
  Collector m_collector; // last: its thread uses the rest
};

Conductor::Conductor(const std::vector<std::uint32_t>& executions, Launcher& launcher, const Hooks& hooks,
                     const Policy& policy, Progress& progress, sys::Clock& clock)
    : m_executions(executions), m_launcher(launcher), m_hooks(hooks), m_policy(policy), m_progress(progress),
      m_clock(clock), m_collector(
                          hooks.keep, [this](const Kept& kept) { tell(kept); },
                          k_waiting_per_slot * std::max<std::size_t>(launcher.capacity(), 1)) {
  if (policy.global_timeout.count() > 0) {
    m_global_deadline =
        clock.steady() + std::chrono::duration_cast<sys::TimePoint::duration>(policy.global_timeout);
  }
}

Outcome Conductor::run() {
  while (true) {
    absorb();
    check_time();
    fill();
    if (is_held_up()) {
      m_collector.wait_for_result();
    } else if (is_over()) {
      return std::move(m_outcome);
    } else {
      handle(m_launcher.wait(next_deadline()));
    }
  }
}

void Conductor::fill() {
  while (!m_stopping && m_launcher.capacity() > 0 && !m_collector.full()) {
    const auto item = next_try();
    if (!item) {
      return;
    }
    launch(*item);
  }
}

std::optional<Try> Conductor::next_try() {
  if (auto again = m_retries.pop(m_clock.steady())) {
    return again;
  }
  if (m_next == m_executions.size()) {
    return std::nullopt;
  }
  return Try{m_executions[m_next++], 1};
}

void Conductor::launch(Try item) {
  auto job = m_hooks.prepare(item.execution, item.attempt);
  if (!job) {
    failed_before_start(item, name_of(item.execution), std::move(job).error());
    return;
  }
  job->ticket = ++m_ticket;
  if (auto started = m_launcher.start(*job); !started) {
    failed_before_start(item, job->invocation.name, std::move(started).error());
    return;
  }
  m_progress.started(job->invocation.name);
  m_running.emplace(m_ticket, Running{item, std::move(*job)});
}

void Conductor::failed_before_start(Try item, const std::string& name, Error error) {
  const auto reason = one_line(error);
  if (!may_retry(item)) {
    m_outcome.errors.push_back(with_context(std::move(error), format("while starting {}", name)));
    m_progress.finished(name, without_run(reason));
  }
  infrastructure_failed(item, name, reason);
}

void Conductor::infrastructure_failed(Try item, const std::string& name, const std::string& reason) {
  if (!may_retry(item)) {
    ++m_outcome.infrastructure;
    return;
  }
  if (m_stopping) {
    return;
  }
  const auto pause =
      std::chrono::duration_cast<sys::TimePoint::duration>(backoff_after(item.attempt, m_policy.backoff));
  m_retries.push(m_clock.steady() + pause, {item.execution, item.attempt + 1});
  m_progress.retrying(name, reason);
}

void Conductor::absorb() {
  for (const auto& kept : m_collector.take()) {
    count(kept);
  }
}

void Conductor::count(const Kept& kept) {
  if (!kept.counts) {
    if (!kept.record) {
      m_outcome.errors.push_back(
          with_context(kept.record.error(), format("while keeping an earlier try at {}", kept.name)));
    }
    return;
  }
  if (!kept.record) {
    if (!may_retry(kept.item)) {
      m_outcome.errors.push_back(with_context(kept.record.error(), format("while keeping {}", kept.name)));
    }
    infrastructure_failed(kept.item, kept.name, one_line(kept.record.error()));
    return;
  }
  if (kept.record->ending.infrastructure) {
    infrastructure_failed(kept.item, kept.name, kept.record->ending.reason);
    return;
  }
  ++m_outcome.finished;
  if (!model::is_complete(*kept.record)) {
    ++m_outcome.failed;
    if (m_policy.max_fail != 0 && m_outcome.failed >= m_policy.max_fail && !m_stopping) {
      stop(StopReason::too_many_failures);
    }
  }
}

// On the collector's thread, so that the user sees an execution end when it has ended, however long the
// others run.
void Conductor::tell(const Kept& kept) {
  if (!kept.counts) {
    return;
  }
  if (!kept.record) {
    if (!may_retry(kept.item)) {
      m_progress.finished(kept.name, without_run(one_line(kept.record.error())));
    }
  } else if (!kept.record->ending.infrastructure || !may_retry(kept.item)) {
    m_progress.finished(kept.name, *kept.record);
  }
}

bool Conductor::is_over() const {
  const bool nothing_to_start = m_stopping || (m_next == m_executions.size() && m_retries.empty());
  return nothing_to_start && m_running.empty();
}

// Only the collector can bring things on: it has to make room, or its result is the last thing missing. What
// it has under way ends soon, so that a signal may wait for it.
bool Conductor::is_held_up() {
  if (m_collector.idle()) {
    return false;
  }
  const bool could_start = !m_stopping && m_launcher.capacity() > 0;
  return m_running.empty() || (could_start && m_collector.full());
}

void Conductor::handle(LaunchEvent event) {
  if (auto* end = std::get_if<JobEnded>(&event)) {
    ended(std::move(*end));
  } else if (const auto* asked = std::get_if<StopAsked>(&event)) {
    if (m_outcome.reason != StopReason::interrupted) {
      stop(StopReason::interrupted, asked->signal);
    }
    m_launcher.abort();
    m_aborted = true;
  }
}

void Conductor::ended(JobEnded end) {
  const auto found = m_running.find(end.ticket);
  REPROVIP_ASSERT(found != m_running.end());
  auto running = std::move(found->second);
  m_running.erase(found);
  // Stopped by us, which the executor calls infrastructure: that says nothing of the program.
  if (m_aborted && end.ending.infrastructure) {
    return;
  }
  // What counts comes first: once its record is written, nothing that is cut off makes it run again.
  const auto counts = end.attempt.empty() ? running.job : at_attempt(running.job, end.attempt);
  m_collector.push({running.item, counts, std::move(end.ending), std::move(end.host)});
  for (auto& earlier : end.earlier) {
    m_collector.push({running.item, at_attempt(running.job, earlier.attempt), std::move(earlier.ending),
                      std::move(earlier.host), false});
  }
}

void Conductor::check_time() {
  if (m_global_deadline && !m_aborted && m_clock.steady() >= *m_global_deadline && !is_over()) {
    stop(StopReason::global_timeout);
    m_launcher.abort();
    m_aborted = true;
  }
}

void Conductor::stop(StopReason reason, int signal) {
  m_stopping = true;
  m_outcome.reason = reason;
  m_outcome.signal = signal;
  m_retries.clear();
}

std::optional<sys::TimePoint> Conductor::next_deadline() const {
  std::optional<sys::TimePoint> next;
  if (m_global_deadline && !m_aborted) {
    next = m_global_deadline;
  }
  const auto sooner = [&next](std::optional<sys::TimePoint> other) {
    next = other && (!next || *other < *next) ? other : next;
  };
  sooner(m_launcher.capacity() > 0 ? m_retries.next_due() : std::nullopt);
  if (!m_stopping && !m_collector.idle()) {
    sooner(m_clock.steady() + k_collector_look);
  }
  return next;
}

std::string Conductor::name_of(std::uint32_t execution) const {
  return m_hooks.name ? m_hooks.name(execution) : format("execution {}", execution);
}

} // namespace

Outcome run_all(const std::vector<std::uint32_t>& executions, Launcher& launcher, const Hooks& hooks,
                const Policy& policy, Progress& progress, sys::Clock& clock) {
  return Conductor(executions, launcher, hooks, policy, progress, clock).run();
}

} // namespace reprovip::launch
