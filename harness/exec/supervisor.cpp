#include "harness/exec/supervisor.hpp"

#include "harness/exec/clock.hpp"
#include "harness/exec/disk.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace reprovip::exec {

namespace {

constexpr double k_never = 1e18;
// Programs shorter than the first look have no list of libraries, and cost nothing.
constexpr double k_samples_s[] = {0.002, 0.010, 0.050, 0.250, 1.0};
constexpr double k_later_samples_s = 10;
constexpr double k_harness_grace_s = 2;
constexpr double k_kill_command_s = 30;
constexpr double k_client_farewell_s = 2;
// A pipe's last member, or the child of a wrapper, may end just after the program.
constexpr double k_leftover_grace_s = 0.1;
constexpr double k_kill_again_s = 0.02;
constexpr double k_give_up_s = 10;

pid_t g_parent = 0;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

bool is_executor(pid_t process) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/comm", process);
  Text name;
  first_line(path, name);
  return process > 0 && name.view() == "reprovip-exec";
}

// How long after the end of a program a signal may come that it got too, by how likely that is.
double late_stop_s(int status) {
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  const int signal = WIFEXITED(status) ? code - 128 : WTERMSIG(status); // 128 + 15: of a shell's child
  switch (signal) {
  case SIGTERM:
  case SIGINT:
  case SIGHUP:
  case SIGKILL:
    return 1;
  default:
    return code == 0 ? 0 : 0.1;
  }
}

void signals_of_ours(sigset_t& set) {
  ::sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2}) {
    ::sigaddset(&set, signal);
  }
}

// running → leaving or terminating → closing (the container was ended, its client says goodbye) → killing.
// Over when no child is left, at any stage.
enum class Stage { running, leaving, terminating, closing, killing };

class Supervisor {
public:
  Supervisor(const Task& task, Ending& ending) : m_task(task), m_ending(ending), m_lifeline(task.lifeline) {}

  void run() {
    if (!start()) {
      return;
    }
    while (!m_is_alone && !m_has_given_up) {
      wait();
      look_at_signals();
      pump();
      look_at_clock();
    }
    if (m_task.is_scheduled && m_ending.stop == Stop::none && m_ending.is_seen) {
      look_for_late_stop();
    }
    ::close(m_signals);
  }

private:
  bool start();
  void wait();
  void look_at_signals();
  void look_for_late_stop();
  void look_at_clock();
  void pump();
  void reap();
  void on_ended(int status);
  void on_signal(int signal, pid_t sender);
  void stop(Stop why, double grace_s);
  void next_stage();
  void end_container();
  void begin_killing();
  void kill_everything();
  void sample();

  const Task& m_task;
  Ending& m_ending;
  Stage m_stage = Stage::running;
  int m_signals = -1;
  int m_lifeline = -1;
  pid_t m_program = -1; // 0 once it was waited for
  bool m_is_alone = false;
  bool m_has_given_up = false;
  double m_started = 0;
  double m_stage_until = k_never;
  double m_give_up_at = k_never;
  double m_sample_at = k_never;
  std::size_t m_samples = 0;
};

bool Supervisor::start() {
  sigset_t ours;
  signals_of_ours(ours);
  m_signals = ::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
  m_ending.started_ms = utc_milliseconds();
  m_started = steady_seconds();
  m_program = start_program(m_task.program, m_ending.failure);
  for (Log* log : {m_task.out, m_task.err}) {
    if (log != nullptr) {
      log->close_write_end();
    }
  }
  if (m_program < 0) {
    m_ending.ended_ms = utc_milliseconds();
    ::close(m_signals);
    return false;
  }
  m_stage_until = m_task.timeout_s > 0 ? m_started + m_task.timeout_s : k_never;
  m_sample_at = m_task.samples_libraries ? m_started + k_samples_s[0] : k_never;
  return true;
}

void Supervisor::wait() {
  pollfd doors[4] = {{m_signals, POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}, {m_lifeline, 0, 0}};
  doors[1].fd = m_task.out == nullptr ? -1 : m_task.out->read_end();
  doors[2].fd = m_task.err == nullptr ? -1 : m_task.err->read_end();
  const double next = m_sample_at < m_stage_until ? m_sample_at : m_stage_until;
  const double left = next - steady_seconds();
  const int milliseconds = left <= 0 ? 0 : left > 3600 ? 3'600'000 : static_cast<int>(left * 1000) + 1;
  ::poll(doors, 4, milliseconds);
  if ((doors[3].revents & POLLHUP) != 0) {
    m_lifeline = -1;
    stop(Stop::parent_death, 0);
  }
}

void Supervisor::look_at_signals() {
  signalfd_siginfo info = {};
  bool child_changed = false;
  while (::read(m_signals, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGCHLD) {
      child_changed = true;
    } else {
      on_signal(static_cast<int>(info.ssi_signo), static_cast<pid_t>(info.ssi_pid));
    }
  }
  if (child_changed || m_stage == Stage::killing) {
    reap();
  }
}

void Supervisor::on_signal(int signal, pid_t sender) {
  if (m_task.forwards_signals) {
    // An outer end that sees our processes has told all of them already.
    if (!is_executor(sender)) {
      signal_tree(m_program, signal);
    }
  } else if (signal == SIGTERM || signal == SIGINT || signal == SIGHUP) {
    if (!m_task.is_scheduled) {
      reap(); // a program that has just ended was not stopped
    }
    const bool is_orphan = g_parent != 0 && ::getppid() != g_parent;
    const bool is_second = m_ending.stop == Stop::harness;
    const double grace = m_task.grace_s < k_harness_grace_s ? m_task.grace_s : k_harness_grace_s;
    stop(is_orphan ? Stop::parent_death : Stop::harness, is_orphan || is_second ? 0 : grace);
  }
}

// Of a signal to the whole tree, the program may learn first.
void Supervisor::look_for_late_stop() {
  const double until = steady_seconds() + late_stop_s(m_ending.status);
  do {
    look_at_signals();
    const double left = until - steady_seconds();
    if (m_ending.stop != Stop::none || left <= 0) {
      return;
    }
    pollfd door = {m_signals, POLLIN, 0};
    ::poll(&door, 1, static_cast<int>(left * 1000) + 1);
  } while (true);
}

void Supervisor::look_at_clock() {
  const double now = steady_seconds();
  if (now >= m_sample_at) {
    sample();
  }
  if (m_is_alone || now < m_stage_until) {
    return;
  }
  if (m_stage == Stage::running) {
    stop(Stop::timeout, m_task.grace_s);
  } else {
    next_stage();
  }
}

void Supervisor::pump() {
  for (Log* log : {m_task.out, m_task.err}) {
    if (log != nullptr) {
      log->pump();
    }
  }
}

void Supervisor::reap() {
  while (true) {
    int status = 0;
    rusage usage = {};
    const pid_t process = ::wait4(-1, &status, WNOHANG, &usage);
    if (process <= 0) {
      m_is_alone = process < 0 && errno == ECHILD;
      return;
    }
    m_ending.user_s += seconds(usage.ru_utime);
    m_ending.system_s += seconds(usage.ru_stime);
    const auto peak = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    m_ending.memory_peak = peak > m_ending.memory_peak ? peak : m_ending.memory_peak;
    if (process == m_program) {
      on_ended(status);
    } else if (m_stage == Stage::killing && m_ending.stop == Stop::none) {
      ++m_ending.leftover;
    }
  }
}

void Supervisor::on_ended(int status) {
  m_ending.ended_ms = utc_milliseconds();
  m_ending.wall_s = steady_seconds() - m_started;
  m_ending.status = status;
  m_ending.is_seen = true;
  m_program = 0;
  m_sample_at = k_never;
  if (m_stage == Stage::running) {
    m_stage = Stage::leaving;
    m_stage_until = steady_seconds() + k_leftover_grace_s;
  }
}

void Supervisor::stop(Stop why, double grace_s) {
  if (m_program == 0 && m_ending.stop == Stop::none && !m_task.is_scheduled) {
    begin_killing();
    return;
  }
  if (m_ending.stop == Stop::none) {
    m_ending.stop = why;
    m_ending.stopped_ms = utc_milliseconds();
  }
  if (m_stage == Stage::killing || m_stage == Stage::closing) {
    return;
  }
  m_stage = Stage::terminating;
  m_stage_until = steady_seconds() + grace_s;
  signal_tree(m_program, SIGTERM);
  signal_tree(m_program, SIGCONT);
}

void Supervisor::next_stage() {
  switch (m_stage) {
  case Stage::terminating:
    m_ending.needed_kill = true;
    if (m_task.kill_argv != nullptr && m_program > 0) {
      end_container();
      m_stage = Stage::closing;
      m_stage_until = steady_seconds() + k_client_farewell_s;
      return;
    }
    begin_killing();
    return;
  case Stage::killing:
    kill_everything();
    return;
  default:
    begin_killing();
  }
}

void Supervisor::end_container() {
  run_to_end(m_task.kill_argv, k_kill_command_s);
  // Ends of other children may have gone unnoticed in the meantime.
  reap();
}

void Supervisor::begin_killing() {
  m_stage = Stage::killing;
  m_give_up_at = steady_seconds() + k_give_up_s;
  kill_everything();
}

void Supervisor::kill_everything() {
  const double now = steady_seconds();
  m_has_given_up = now >= m_give_up_at;
  m_stage_until = now + k_kill_again_s;
  signal_tree(m_program, SIGKILL);
  if (m_task.cgroup != nullptr) {
    m_task.cgroup->kill_all();
  }
}

void Supervisor::sample() {
  m_ending.libraries.sample();
  ++m_samples;
  const bool is_early = m_samples < sizeof k_samples_s / sizeof k_samples_s[0];
  m_sample_at = is_early ? m_started + k_samples_s[m_samples] : steady_seconds() + k_later_samples_s;
}

} // namespace

void take_charge(bool dies_with_parent) {
  g_parent = dies_with_parent ? ::getppid() : 0;
  sigset_t ours;
  signals_of_ours(ours);
  ::sigprocmask(SIG_BLOCK, &ours, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (dies_with_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != g_parent) {
      ::raise(SIGTERM);
    }
  }
}

void supervise(const Task& task, Ending& ending) {
  Supervisor(task, ending).run();
}

} // namespace reprovip::exec
