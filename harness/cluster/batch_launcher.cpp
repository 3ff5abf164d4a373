#include "harness/cluster/batch_launcher.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/launch/elsewhere.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/launch/task_files.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace reprovip::cluster {

using namespace std::chrono_literals;

namespace {

// Beyond limit and grace, which the executor keeps by itself: for the start, and for containers that must go.
constexpr Seconds k_time_margin{120};
constexpr std::size_t k_longest_study = 40;

Request request_of(const model::Invocation& invocation) {
  const auto& resources = invocation.resources;
  Request request;
  request.cpus =
      std::max(static_cast<std::uint32_t>(std::ceil(std::max(invocation.cpus, 1.0))), invocation.threads);
  request.memory = resources.memory;
  if (resources.timeout.count() > 0) {
    request.time = resources.timeout + resources.grace + k_time_margin;
  }
  request.machine = invocation.machine;
  return request;
}

std::string safe(std::string text) {
  for (auto& c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    c = is_plain ? c : '-';
  }
  return text.substr(0, k_longest_study);
}

} // namespace

Doors real_doors() {
  return {.processes = sys::make_processes(),
          .run =
              [](const sys::Command& command, Seconds limit) {
                constexpr std::size_t k_largest = std::size_t{256} << 20; // each job of a big cluster as JSON
                return sys::run_captured(command, limit, k_largest);
              },
          .say = [](const std::string& text) { std::fputs(("reprovip: " + text + "\n").c_str(), stderr); },
          .clock = &sys::real_clock()};
}

BatchLauncher::BatchLauncher(BatchOptions options, std::unique_ptr<Scheduler> scheduler, Doors doors)
    : m_options(std::move(options)), m_scheduler(std::move(scheduler)), m_doors(std::move(doors)),
      m_client(std::string(m_scheduler->title()), m_doors.run, m_doors.say, *m_doors.clock),
      m_look(50ms, 10s, 0.1), m_query(1s, 30s, 0.5) {}

std::uint32_t BatchLauncher::window() const {
  const bool in_waves = m_options.jobs != 0 && !m_scheduler->throttles();
  return in_waves ? m_options.jobs : std::max({m_options.window, m_options.jobs, 1U});
}

std::uint32_t BatchLauncher::capacity() const {
  return m_full || m_open >= window() ? 0 : window() - m_open;
}

Result<void> BatchLauncher::start(const launch::Job& job) {
  ask_limits();
  TRY(job.elsewhere.is_null() ? start_new(job) : follow(job));
  ++m_open;
  m_full = m_full || m_open >= window();
  return {};
}

// Without an answer we submit as many as any Slurm takes; submitting will say why there is none.
void BatchLauncher::ask_limits() {
  if (m_limits) {
    return;
  }
  m_limits = Limits{};
  const auto argv = m_scheduler->limits_argv();
  const auto answer = argv.empty() ? Result<sys::Captured>(sys::Captured{}) : m_client.call(argv);
  if (const auto limits = answer ? m_scheduler->read_limits(*answer) : Result<Limits>(*m_limits)) {
    m_limits = *limits;
  }
}

Result<void> BatchLauncher::start_new(const launch::Job& job) {
  TRY_ASSIGN(const auto folder, open_batch(request_of(job.invocation)));
  auto& batch = m_batches.at(folder);
  TRY(add_task(batch, m_options.launcher, m_options.executor, job));
  if (batch.submission.tasks >= m_limits->tasks) {
    m_filling.erase(batch.submission.request);
  }
  return {};
}

Result<std::string> BatchLauncher::open_batch(const Request& request) {
  if (const auto found = m_filling.find(request); found != m_filling.end()) {
    return found->second;
  }
  const auto name =
      format("reprovip-{}-{:x}-{}-{}", safe(m_options.study), m_doors.clock->utc(), ::getpid(), ++m_made);
  TRY_ASSIGN(auto batch, make_batch(m_options.spool, name, request));
  const auto folder = batch.spool().string();
  m_batches.emplace(folder, std::move(batch));
  m_filling[request] = folder;
  return folder;
}

// A batch that was not saved was never submitted: the harness was killed while it filled it. Its jobs are as
// new, unless somebody has removed the folder of jobs that have run.
Result<void> BatchLauncher::follow(const launch::Job& job) {
  const auto marker = marker_from_json(job.elsewhere);
  auto found = m_batches.find(marker.spool.string());
  if (found == m_batches.end()) {
    if (!is_saved(marker.spool)) {
      static_cast<void>(sys::remove_tree(marker.spool));
      auto end = launch::end_without_spool(job.ticket, job.paths.directory);
      if (!end) {
        return start_new(job);
      }
      m_ended.push_back(std::move(*end));
      return {};
    }
    TRY_ASSIGN(auto loaded, load_batch(marker.spool));
    found = m_batches.emplace(marker.spool.string(), std::move(loaded)).first;
  }
  found->second.tasks[marker.index] = {.ticket = job.ticket, .attempt = job.paths.directory, .gone = {}};
  const auto now = m_doors.clock->steady();
  m_look.hurry(now);
  m_query.hurry(now);
  return {};
}

launch::LaunchEvent BatchLauncher::wait(std::optional<sys::TimePoint> deadline) {
  REPROVIP_ASSERT(deadline || m_open > 0);
  while (true) {
    if (m_ended.empty()) {
      work();
    }
    if (!m_ended.empty()) {
      auto end = std::move(m_ended.front());
      m_ended.pop_front();
      --m_open;
      // With a throttle there is one array at a time, so that no two of them run as many each.
      const bool one_array = m_options.jobs != 0 && m_scheduler->throttles();
      m_full = m_full && m_open > (one_array ? 0 : window() / 2);
      return end;
    }
    if (deadline && m_doors.clock->steady() >= *deadline) {
      return launch::NothingYet{};
    }
    const auto next = m_open > 0 ? next_work() : *deadline;
    const auto event = m_doors.processes->wait(deadline ? std::min(*deadline, next) : next);
    if (const auto* interrupted = std::get_if<sys::Interrupted>(&event)) {
      return launch::StopAsked{interrupted->signal};
    }
  }
}

void BatchLauncher::work() {
  submit_all();
  const auto now = m_doors.clock->steady();
  if (m_look.is_due(now)) {
    look();
  }
  if (m_client.is_ready()) {
    cancel_owed();
    if (m_query.is_due(m_doors.clock->steady())) {
      query();
    }
  }
  drop_empty();
}

sys::TimePoint BatchLauncher::next_work() const {
  return std::min(m_look.due(), std::max(m_query.due(), m_client.ready()));
}

// What was not submitted is over. Of the rest, the second time, nothing more is heard.
void BatchLauncher::abort() {
  ++m_aborts;
  const auto now = m_doors.clock->steady();
  for (auto& [folder, batch] : m_batches) {
    const bool is_with_scheduler = batch.job || batch.perhaps_sent;
    batch.cancel_owed = is_with_scheduler && !batch.tasks.empty();
    if (!is_with_scheduler) {
      refused(batch, "it was stopped before it was submitted");
    }
  }
  m_filling.clear();
  cancel_owed();
  m_look.happened(now);
  m_query.happened(now);
  if (m_aborts < 2) {
    return;
  }
  for (auto& [folder, batch] : m_batches) {
    while (!batch.tasks.empty()) {
      finish(batch, batch.tasks.begin()->first, nullptr, "it was stopped");
    }
  }
}

} // namespace reprovip::cluster
