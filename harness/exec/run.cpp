#include "harness/exec/run.hpp"

#include "harness/exec/clock.hpp"
#include "harness/exec/cpus.hpp"
#include "harness/exec/describe.hpp"
#include "harness/exec/disk.hpp"
#include "harness/exec/facts.hpp"
#include "harness/exec/lifeline.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

// A program may fill the disk; its record is still to be written.
constexpr std::size_t k_record_room = std::size_t{32} << 10;

// The last line that is not empty.
void last_line(const char* path, Text& line) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  char buffer[4096];
  const auto size = ::lseek(file, 0, SEEK_END);
  const auto from = size > static_cast<off_t>(sizeof buffer) ? size - static_cast<off_t>(sizeof buffer) : 0;
  const auto got = ::pread(file, buffer, sizeof buffer, from);
  ::close(file);
  const auto content = trimmed({buffer, got > 0 ? static_cast<std::size_t>(got) : 0});
  const auto begin = content.rfind('\n');
  line.add(slice(content, begin == std::string_view::npos ? 0 : begin + 1, 400));
}

class Run {
public:
  explicit Run(const RunOptions& options) : m_options(options) {
    path_below("out.log", m_out_path);
    path_below("err.log", m_err_path);
  }

  int run() {
    take_charge(!m_options.outlives_parent);
    if (!reserve()) {
      return 70;
    }
    if (prepare()) {
      supervise(m_task, m_ending);
      m_out.finish();
      m_err.finish();
      describe_program();
      describe_disk();
      describe_logs();
    }
    m_cgroup.remove();
    return write() ? 0 : 70;
  }

private:
  void path_below(const char* name, Text& path) const { path.add(m_options.directory).add('/').add(name); }
  void refuse(const char* what, const char* detail);
  bool reserve();
  bool complain() const;
  bool prepare();
  bool prepare_limits();
  void prepare_isolation();
  void describe_program();
  void adopt(const Record& inner);
  void add_overhead();
  void describe_engine_failure(bool was_started);
  void describe_disk();
  void describe_logs();
  void describe_log(Member member, const char* name, const Log& log);
  bool write();

  const RunOptions& m_options;
  Text m_record_path;
  AtomicFile m_record_file;
  Text m_out_path;
  Text m_err_path;
  Log m_out;
  Log m_err;
  Cgroup m_cgroup;
  cpu_set_t m_cpus;
  Isolation m_isolation;
  Task m_task;
  Ending m_ending;
  Record m_record;
};

// Something of ours does not work: not the application's fault.
void Run::refuse(const char* what, const char* detail) {
  Text reason(what);
  reason.add(": ").add(detail);
  m_record.set_text(Member::outcome, "not_started");
  m_record.set_text(Member::reason, reason.view());
  m_record.set(Member::infrastructure, "true");
  m_record.set_number(Member::started_ms, utc_milliseconds());
  m_record.set_number(Member::ended_ms, utc_milliseconds());
  m_record.set(Member::libraries, "[]");
}

bool Run::prepare() {
  if (!m_out.open(m_out_path.c_str(), m_options.log_limit) ||
      !m_err.open(m_err_path.c_str(), m_options.log_limit)) {
    refuse("cannot keep the program's output", std::strerror(errno));
    return false;
  }
  m_task.program.argv = m_options.argv;
  m_task.program.directory = m_options.work;
  m_task.program.out = m_out.write_end();
  m_task.program.err = m_err.write_end();
  m_task.timeout_s = m_options.timeout_s;
  m_task.grace_s = m_options.grace_s;
  m_task.kill_argv = m_options.kill_argv;
  m_task.is_scheduled = m_options.is_scheduled;
  m_task.samples_libraries = m_options.inner == nullptr;
  m_task.out = &m_out;
  m_task.err = &m_err;
  // A record of an earlier attempt must not pass for one of this.
  if (m_options.inner != nullptr && ::unlink(m_options.inner) != 0 && errno != ENOENT) {
    refuse("cannot remove the record of an earlier attempt", std::strerror(errno));
    return false;
  }
  if (m_options.inner != nullptr) {
    hold_lifeline(m_options.inner); // until we end
  }
  prepare_isolation();
  return prepare_limits();
}

void Run::prepare_isolation() {
  m_isolation.read_only = m_options.read_only;
  m_isolation.writable = m_options.directory;
  m_isolation.no_network = m_options.no_network;
  m_isolation.join = m_options.join;
  if (m_options.read_only != nullptr || m_options.no_network) {
    m_task.program.isolation = &m_isolation;
  }
}

bool Run::prepare_limits() {
  if (m_options.cpus != nullptr) {
    if (!parse_cpus(m_options.cpus, m_cpus)) {
      refuse("not a list of CPUs such as \"0-3,5\"", m_options.cpus);
      return false;
    }
    m_task.program.cpus = &m_cpus;
  }
  if (m_options.use_cgroup && m_cgroup.make(m_options.memory)) {
    m_task.cgroup = &m_cgroup;
    m_task.program.cgroup_doors = m_cgroup.door();
    m_task.program.cgroup_door_count = 1;
  }
  // Without a cgroup only the program itself can be limited; of a client in front of it, the address space
  // would only break it.
  if (m_options.memory != 0) {
    const bool is_direct = m_options.inner == nullptr;
    m_task.program.address_space = m_cgroup.is_made() || !is_direct ? 0 : m_options.memory;
    m_record.add_fact("memory_limit", m_cgroup.is_made() ? "cgroup" : is_direct ? "address space" : "none");
  }
  return true;
}

// What the engine's own command took beyond the program that it ran.
void Run::add_overhead() {
  constexpr std::string_view k_wall = "\"wall_s\":";
  const auto usage = m_record.get(Member::usage);
  const auto at = usage.find(k_wall);
  if (at == std::string_view::npos || usage.back() != '}') {
    return;
  }
  const double own = std::strtod(usage.data() + at + k_wall.size(), nullptr);
  Text with(slice(usage, 0, usage.size() - 1));
  with.add(",\"overhead_s\":").add_seconds(m_ending.wall_s > own ? m_ending.wall_s - own : 0).add('}');
  m_record.set(Member::usage, with.view());
}

void Run::describe_program() {
  const auto oom_kills = m_cgroup.is_made() ? m_cgroup.oom_kills() : 0;
  describe(m_task, m_ending, oom_kills, m_cgroup.is_made() ? m_cgroup.memory_peak() : 0, m_record);
  Text isolation;
  describe_isolation(m_isolation, isolation);
  if (!isolation.empty()) {
    m_record.add_fact("isolation", isolation.view());
  }
  if (m_options.inner == nullptr) {
    if (m_ending.failure.step == StartStep::none) {
      add_program_facts(m_ending.libraries, m_record);
    }
    return;
  }
  Text content;
  Record inner;
  const bool was_started = read_file(m_options.inner, content) && inner.read(content.view());
  const bool is_final = was_started && !inner.is_outcome("lost");
  if (!is_final && m_options.kill_argv != nullptr && m_ending.failure.step == StartStep::none) {
    // The client is gone, perhaps without its container.
    run_to_end(m_options.kill_argv, 30);
  }
  if (is_final) {
    adopt(inner);
  } else if (m_ending.failure.step != StartStep::none) {
    m_record.set(Member::exit_code, {});
    m_record.set(Member::infrastructure, "true");
  } else if (m_ending.stop == Stop::none) {
    describe_engine_failure(was_started);
  } else {
    m_record.set(Member::exit_code, {});
    m_record.set(Member::signal, {});
    m_record.set(Member::usage, {});
  }
  const bool was_killed = inner.number(Member::signal) == SIGKILL ||
                          inner.number(Member::exit_code) == 128 + SIGKILL; // a shell's child
  if (is_final && oom_kills > 0 && was_killed) {
    m_record.set_text(Member::outcome, "oom");
  }
}

void Run::adopt(const Record& inner) {
  for (const auto member : {Member::exit_code, Member::signal, Member::started_ms, Member::ended_ms,
                            Member::usage, Member::libraries}) {
    m_record.take(member, inner);
  }
  m_record.take_facts(inner);
  if (m_ending.is_seen && m_ending.stop == Stop::none) {
    add_overhead();
  }
  // What had ended by itself when we stopped its engine was not stopped.
  const bool was_told_with_us = m_options.is_scheduled && m_ending.stop == Stop::harness;
  const bool ended_before = m_ending.stop != Stop::none && !was_told_with_us &&
                            inner.number(Member::ended_ms) < m_ending.stopped_ms;
  if (m_ending.stop == Stop::none || ended_before) {
    for (const auto member : {Member::outcome, Member::reason, Member::infrastructure}) {
      m_record.take(member, inner);
    }
  }
}

namespace {

// Seen when it was written, so true also when a neighbour has freed space since.
bool is_full(const Log& log) {
  return log.error() == ENOSPC || log.error() == EDQUOT;
}

} // namespace

// A program without room for its outputs fails, and may not fail elsewhere.
void Run::describe_disk() {
  const bool failed = m_record.is_outcome("failed") || m_record.is_outcome("killed");
  if (failed && m_ending.stop == Stop::none &&
      (is_full(m_out) || is_full(m_err) || is_disk_full(m_options.work) ||
       is_disk_full(m_options.directory))) {
    m_record.add_to_reason("the disk is full");
    m_record.set(Member::infrastructure, "true");
  }
}

void Run::describe_engine_failure(bool was_started) {
  Text reason("the engine ended with ");
  if (WIFEXITED(m_ending.status)) {
    reason.add("status ").add_number(WEXITSTATUS(m_ending.status));
  } else {
    reason.add("signal ").add_number(WTERMSIG(m_ending.status));
    add_signal_name(WTERMSIG(m_ending.status), reason);
  }
  reason.add(was_started ? " before the program's end was seen" : " and the program never started");
  Text said;
  last_line(m_err_path.c_str(), said);
  if (!said.empty()) {
    reason.add(": ").add(said.view());
  }
  m_record.set_text(Member::outcome, was_started ? "lost" : "not_started");
  m_record.set_text(Member::reason, reason.view());
  m_record.set(Member::infrastructure, "true");
  for (const auto member : {Member::exit_code, Member::signal, Member::usage}) {
    m_record.set(member, {});
  }
}

void Run::describe_log(Member member, const char* name, const Log& log) {
  Text json("{\"size\":");
  json.add_number(static_cast<long long>(log.size())).add(",\"kept\":");
  json.add_number(static_cast<long long>(log.kept())).add('}');
  m_record.set(member, json.view());
  if (log.error() == 0) {
    return;
  }
  Text note;
  note.add(name).add(" could not be kept whole: ").add(std::strerror(log.error()));
  m_record.add_to_reason(note.view());
}

void Run::describe_logs() {
  describe_log(Member::out, "standard output", m_out);
  describe_log(Member::err, "standard error", m_err);
}

bool Run::reserve() {
  path_below("exec.json", m_record_path);
  return m_record_file.open(m_record_path.c_str(), k_record_room) || complain();
}

bool Run::write() {
  Text json;
  m_record.write(json);
  return m_record_file.commit(json.view()) || complain();
}

bool Run::complain() const {
  std::fprintf(stderr, "reprovip-exec: cannot write \"%s\": %s\n", m_record_path.c_str(),
               std::strerror(errno));
  return false;
}

} // namespace

int run_outer(const RunOptions& options) {
  return Run(options).run();
}

} // namespace reprovip::exec
