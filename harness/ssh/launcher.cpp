#include "harness/ssh/launcher.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/elsewhere.hpp"
#include "harness/launch/task_files.hpp"
#include "harness/ssh/fetch.hpp"
#include "harness/sys/hash.hpp"
#include "harness/sys/host.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <tuple>
#include <utility>

namespace reprovip::ssh {

namespace {

constexpr const char* k_host_file = "host.json"; // in a spool's mirror: whose it is
constexpr std::chrono::seconds k_goodbye_limit{10};
// Staged here and waiting for the host that their factor names, for each slot: others are to be kept busy.
constexpr std::uint32_t k_waiting_per_slot = 4;

std::string new_spool(std::size_t number) {
  const auto unique = format("{} {} {} {}", sys::host_name(), ::getpid(), sys::real_clock().utc(),
                             std::chrono::steady_clock::now().time_since_epoch().count());
  return format("{}-{}", sys::sha256(unique).brief(), number);
}

Json marker_of(const Whereabouts& where) {
  return Json::object(
      {{"launcher", "ssh"}, {"host", where.host}, {"spool", where.item.spool}, {"index", where.item.index}});
}

} // namespace

SshLauncher::SshLauncher(Settings settings, std::unique_ptr<sys::Processes> processes, sys::Clock& clock,
                         sys::Path scratch)
    : m_settings(std::move(settings)), m_processes(std::move(processes)), m_clock(clock),
      m_scratch(std::move(scratch)), m_packer(m_scratch) {
  m_settings.client.sockets = m_scratch;
  for (std::size_t i = 0; i < m_settings.hosts.size(); ++i) {
    HostListener& listener = *this;
    m_hosts.push_back(std::make_unique<RemoteHost>(m_settings, *m_processes, listener, m_packer,
                                                   m_settings.hosts[i], i, new_spool(i), m_scratch));
  }
}

SshLauncher::~SshLauncher() {
  for (const auto& host : m_hosts) {
    host->leave();
    say_goodbye(*host);
  }
  static_cast<void>(sys::remove_tree(m_scratch));
}

Result<void> SshLauncher::connect() {
  for (const auto& host : m_hosts) {
    TRY(sys::write_file_atomic(mirror(host->spool()) / k_host_file,
                               dump(Json::object({{"host", host->name()}})) + "\n"));
    TRY(launch::make_spool(mirror(host->spool())));
    TRY(host->read_executor());
  }
  while (std::ranges::any_of(m_hosts,
                             [](const auto& host) { return !host->greeted() && host->out().empty(); })) {
    if (auto event = pass(std::nullopt)) {
      m_events.push_back(std::move(*event));
      return {};
    }
  }
  return check_greeted();
}

// All that are out, so that they can be mended at once.
Result<void> SshLauncher::check_greeted() const {
  std::string why;
  std::string names;
  for (const auto& host : m_hosts) {
    if (!host->out().empty()) {
      why += (why.empty() ? "" : "; ") + host->out();
      names += (names.empty() ? "" : ", ") + format("`ssh {} true`", host->name());
    }
  }
  return why.empty() ? Result<void>{}
                     : failure(ErrorKind::environment, why, names + " must work without a question");
}

std::uint32_t SshLauncher::capacity() const {
  std::uint32_t slots = 0;
  std::uint32_t free = 0;
  std::uint32_t taken = 0;
  bool any = false;
  for (const auto& host : m_hosts) {
    any = any || host->out().empty();
    slots += host->slots();
    free += host->free();
    taken += host->taken();
  }
  if (!any) {
    return 1; // for `start` to say why
  }
  return taken < slots * k_waiting_per_slot ? free : 0;
}

RemoteHost* SshLauncher::find(const std::string& name) {
  const auto found = std::ranges::find_if(m_hosts, [&](const auto& host) { return host->name() == name; });
  return found == m_hosts.end() ? nullptr : found->get();
}

Result<RemoteHost*> SshLauncher::host_of(const launch::Job& job) {
  if (!job.invocation.machine.empty()) {
    auto* const host = find(job.invocation.machine);
    if (host == nullptr) {
      return failure(ErrorKind::protocol,
                     format("machine \"{}\" is none of the launcher's hosts", job.invocation.machine),
                     "name it in hosts of [launcher]");
    }
    return host->out().empty() ? Result<RemoteHost*>(host) : failure(ErrorKind::environment, host->out());
  }
  RemoteHost* best = nullptr;
  for (const auto& host : m_hosts) {
    if (host->out().empty() && (best == nullptr || host->free() > best->free())) {
      best = host.get();
    }
  }
  return best != nullptr ? Result<RemoteHost*>(best)
                         : failure(ErrorKind::environment, m_hosts.front()->out());
}

Result<void> SshLauncher::start(const launch::Job& job) {
  if (!job.elsewhere.is_null()) {
    return adopt(job);
  }
  if (!job.command.links_inputs || !job.command.kill_argv.empty()) {
    return failure(ErrorKind::protocol, "launcher \"ssh\" runs programs without a container only",
                   "set engine = \"native\"");
  }
  TRY_ASSIGN(auto* host, host_of(job));
  host->add(job);
  host->drive(m_clock.steady());
  return {};
}

Result<void> SshLauncher::adopt(const launch::Job& job) {
  const Item item{job.elsewhere["spool"].text(),
                  static_cast<std::uint32_t>(job.elsewhere["index"].integer())};
  if (auto end = known_end(job, item)) {
    m_events.emplace_back(std::move(*end));
    return {};
  }
  const auto name = job.elsewhere["host"].text();
  auto* const host = find(name);
  if (host == nullptr || !host->out().empty()) {
    return failure(ErrorKind::environment, format("it may be under way on host \"{}\"", name),
                   host == nullptr ? "name that host in hosts of [launcher]" : host->out());
  }
  host->adopt(job, item);
  host->drive(m_clock.steady());
  return {};
}

// All of it was fetched before, and its record was not written: what ended is unpacked last.
std::optional<launch::JobEnded> SshLauncher::known_end(const launch::Job& job, const Item& item) const {
  std::error_code absent;
  const auto spool = mirror(item.spool);
  if (std::filesystem::exists(spool / "ended" / format("{}.0", item.index), absent) && !m_settings.shared) {
    return launch::end_of_task(spool, item.index, job.ticket, job.paths.directory, "it left no report");
  }
  return std::filesystem::exists(spool, absent) ? std::nullopt
                                                : launch::end_without_spool(job.ticket, job.paths.directory);
}

launch::LaunchEvent SshLauncher::wait(std::optional<sys::TimePoint> deadline) {
  while (true) {
    if (!m_events.empty()) {
      auto event = std::move(m_events.front());
      m_events.pop_front();
      return event;
    }
    if (auto event = pass(deadline)) {
      return std::move(*event);
    }
  }
}

// Asks what is to be asked, waits for one thing to happen, and takes note of it.
std::optional<launch::LaunchEvent> SshLauncher::pass(std::optional<sys::TimePoint> deadline) {
  auto until = deadline;
  for (const auto& host : m_hosts) {
    host->drive(m_clock.steady());
    if (const auto due = host->due(); due && (!until || *due < *until)) {
      until = due;
    }
  }
  if (!m_events.empty()) {
    return std::nullopt;
  }
  const auto event = m_processes->wait(until);
  if (const auto* child = std::get_if<sys::ChildEnded>(&event)) {
    std::ignore =
        std::ranges::any_of(m_hosts, [&](const auto& host) { return host->ended(*child, m_clock.steady()); });
    return std::nullopt;
  }
  if (const auto* interrupted = std::get_if<sys::Interrupted>(&event)) {
    return launch::StopAsked{interrupted->signal};
  }
  return deadline && m_clock.steady() >= *deadline ? std::optional<launch::LaunchEvent>(launch::NothingYet{})
                                                   : std::nullopt;
}

// There will be no record of what we stopped.
void SshLauncher::clear_stopped(const launch::Job& job, const model::Ending& ending) const {
  if (m_aborted && ending.infrastructure) {
    static_cast<void>(launch::clear_elsewhere(job.paths.directory));
  }
}

void SshLauncher::abort() {
  m_aborted = true;
  for (const auto& host : m_hosts) {
    host->stop();
  }
}

Result<void> SshLauncher::submitting(const launch::Job& job, const Whereabouts& where) {
  return launch::write_elsewhere(job.paths.directory, marker_of(where));
}

Result<std::vector<Item>> SshLauncher::fetched(const Fetch& fetch) {
  return unpack(fetch, m_settings.spool);
}

void SshLauncher::finished(const launch::Job& job, const Whereabouts& where, const Programs& programs) {
  auto end = launch::end_of_task(mirror(where.item.spool), where.item.index, job.ticket, job.paths.directory,
                                 format("reprovip-exec left no report on host \"{}\"", where.host));
  if (m_settings.programs_may_differ && !end.host.empty()) {
    for (const auto& [name, digest] : programs) {
      end.host["host.program." + name] = digest;
    }
  }
  clear_stopped(job, end.ending);
  m_events.emplace_back(std::move(end));
}

void SshLauncher::failed(const launch::Job& job, model::Outcome outcome, const std::string& reason,
                         bool stays) {
  launch::JobEnded end;
  end.ticket = job.ticket;
  end.ending.outcome = outcome;
  end.ending.infrastructure = true;
  end.ending.reason = reason;
  if (!stays) {
    clear_stopped(job, end.ending);
  }
  m_events.emplace_back(std::move(end));
}

// Until it ends, at most for some seconds.
bool SshLauncher::run(const std::vector<std::string>& argv, const sys::Path& out) {
  sys::Command command;
  command.argv = argv;
  command.environment = sys::current_environment();
  command.out_file = out;
  const auto process = m_processes->start(command);
  const auto deadline = m_clock.steady() + k_goodbye_limit;
  while (process) {
    const auto event = m_processes->wait(deadline);
    if (const auto* child = std::get_if<sys::ChildEnded>(&event);
        child != nullptr && child->process == *process) {
      return child->status.success();
    }
    if (std::holds_alternative<sys::DeadlinePassed>(event)) {
      m_processes->send(*process, SIGTERM);
      break;
    }
  }
  return false;
}

// A spool of an earlier launcher is removed with ours when nothing is left in it.
void SshLauncher::say_goodbye(const RemoteHost& host) {
  std::vector<std::string> earlier;
  for (const auto& name : sys::list_names(m_settings.spool)) {
    const auto text = sys::read_file(m_settings.spool / name / k_host_file);
    const auto about = text ? parse_json(*text) : Result<Json>(Json());
    if (about && (*about)["host"].text() == host.name() && name != host.spool()) {
      earlier.push_back(name);
    }
  }
  const auto out = m_scratch / "swept";
  bool all = true;
  for (const auto& words : host.farewell(earlier)) {
    all = all && run(host.session(words), out);
  }
  std::istringstream swept(all ? sys::read_file(out).value_or("") : "");
  for (std::string name; swept >> name;) {
    static_cast<void>(sys::remove_tree(mirror(name)));
  }
  run(host.leave_argv(), m_scratch / "left");
}

Result<std::unique_ptr<launch::Launcher>> make_ssh_launcher(const launch::LauncherOptions& options,
                                                            std::unique_ptr<sys::Processes> processes,
                                                            sys::Clock& clock) {
  TRY_ASSIGN(auto settings, read_settings(options));
  // Names of sockets may have some hundred characters at most, and OpenSSH adds to them.
  std::string scratch = "/tmp/reprovip-XXXXXX";
  if (::mkdtemp(scratch.data()) == nullptr) {
    return failure(ErrorKind::environment, format("cannot make a folder such as \"{}\"", scratch));
  }
  auto launcher = std::make_unique<SshLauncher>(std::move(settings), std::move(processes), clock, scratch);
  TRY(launcher->connect());
  return launcher;
}

} // namespace reprovip::ssh
