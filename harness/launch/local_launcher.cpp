#include "harness/launch/local_launcher.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/cpus.hpp"
#include "harness/base/format.hpp"
#include "harness/launch/exec_report.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <utility>

namespace reprovip::launch {

namespace {

constexpr std::chrono::seconds k_helper_limit{10};
constexpr std::uint32_t k_polite_aborts = 2;

std::uint32_t cpus_of(const model::Invocation& invocation) {
  const auto asked = static_cast<std::uint32_t>(std::ceil(std::max(invocation.cpus, 1.0)));
  return std::max(asked, invocation.threads);
}

std::string describe(const sys::ExitStatus& status) {
  return status.signal != 0 ? format("signal {}", status.signal) : format("status {}", status.code);
}

// The executor's last words, for whoever must find out why it died.
std::string last_words(const sys::Path& attempt) {
  auto text = sys::read_file(attempt / "exec.err").value_or("");
  std::replace(text.begin(), text.end(), '\n', ' ');
  const auto end = text.find_last_not_of(' ');
  return end == std::string::npos ? "" : ": " + text.substr(0, end + 1);
}

model::Ending lost(const sys::Path& attempt, const sys::ExitStatus& status, const Error& error) {
  model::Ending ending;
  ending.outcome = model::Outcome::lost;
  ending.infrastructure = true;
  ending.reason = status.success() ? one_line(error)
                                   : format("reprovip-exec ended with {} and left no report{}",
                                            describe(status), last_words(attempt));
  return ending;
}

} // namespace

LocalLauncher::LocalLauncher(LauncherOptions options, std::unique_ptr<sys::Processes> processes)
    : m_options(std::move(options)), m_cpus(usable_cpus()), m_processes(std::move(processes)) {}

LocalLauncher::~LocalLauncher() {
  const auto deadline = std::chrono::steady_clock::now() + k_helper_limit;
  while (!m_helpers.empty()) {
    const auto event = m_processes->wait(deadline);
    if (const auto* child = std::get_if<sys::ChildEnded>(&event)) {
      m_helpers.erase(child->process);
    } else if (std::holds_alternative<sys::DeadlinePassed>(event)) {
      return;
    }
  }
}

std::uint32_t LocalLauncher::capacity() const {
  const auto running = static_cast<std::uint32_t>(m_running.size());
  if (m_options.jobs != 0) {
    return m_options.jobs > running ? m_options.jobs - running : 0;
  }
  std::uint32_t taken = 0;
  for (const auto& [process, job] : m_running) {
    taken += job.cpus;
  }
  return m_cpus > taken ? m_cpus - taken : 0;
}

Result<void> LocalLauncher::start(const Job& job) {
  sys::Command command;
  command.argv = executor_argv(m_options.executor, job, offline_network(job));
  command.environment = job.command.environment;
  command.err_file = job.paths.directory / "exec.err";
  TRY_ASSIGN(const auto process, m_processes->start(command));
  m_running[process] = {job.ticket, cpus_of(job.invocation), job.paths.directory, job.command.kill_argv,
                        job.command.environment};
  return {};
}

const std::vector<std::string>& LocalLauncher::offline_network(const Job& job) {
  static const std::vector<std::string> k_none;
  if (job.command.isolates || job.invocation.resources.network) {
    return k_none;
  }
  if (!m_offline) {
    m_offline = std::make_unique<sys::OfflineNetwork>(m_options.executor);
  }
  return m_offline->namespaces();
}

LaunchEvent LocalLauncher::wait(std::optional<sys::TimePoint> deadline) {
  REPROVIP_ASSERT(deadline || !m_running.empty());
  while (true) {
    const auto event = m_processes->wait(deadline);
    if (const auto* child = std::get_if<sys::ChildEnded>(&event)) {
      if (auto job = ended(*child)) {
        return std::move(*job);
      }
    } else if (const auto* interrupted = std::get_if<sys::Interrupted>(&event)) {
      return StopAsked{interrupted->signal};
    } else {
      return NothingYet{};
    }
  }
}

std::optional<JobEnded> LocalLauncher::ended(const sys::ChildEnded& child) {
  const auto found = m_running.find(child.process);
  if (found == m_running.end()) {
    m_helpers.erase(child.process);
    return std::nullopt;
  }
  const auto job = std::move(found->second);
  m_running.erase(found);
  auto report = read_exec_report(job.attempt);
  if (report) {
    return JobEnded{job.ticket, std::move(report->ending)};
  }
  end_container(job);
  return JobEnded{job.ticket, lost(job.attempt, child.status, report.error())};
}

// A killed executor cannot end its container. That this fails when the container has gone is as it should be.
void LocalLauncher::end_container(const Running& job) {
  if (job.kill_argv.empty()) {
    return;
  }
  sys::Command command;
  command.argv = job.kill_argv;
  command.environment = job.environment;
  if (const auto process = m_processes->start(command)) {
    m_helpers.insert(*process);
  }
}

// A second SIGTERM makes an executor end its tree and its container at once; a third abort means that even it
// hangs.
void LocalLauncher::abort() {
  ++m_aborts;
  for (const auto& [process, job] : m_running) {
    m_processes->send(process, m_aborts <= k_polite_aborts ? SIGTERM : SIGKILL);
  }
}

Result<std::unique_ptr<Launcher>> make_local_launcher(const LauncherOptions& options,
                                                      std::unique_ptr<sys::Processes> processes) {
  if (options.executor.empty()) {
    return failure(ErrorKind::environment, "the local launcher needs reprovip-exec",
                   "set REPROVIP_EXEC, or put it beside reprovip");
  }
  return std::make_unique<LocalLauncher>(options, std::move(processes));
}

} // namespace reprovip::launch
