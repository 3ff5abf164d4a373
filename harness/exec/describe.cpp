#include "harness/exec/describe.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstring>

namespace reprovip::exec {

namespace {

void describe_usage(const Ending& ending, std::uint64_t cgroup_peak, Record& record) {
  Text usage;
  usage.add("{\"wall_s\":").add_seconds(ending.wall_s);
  usage.add(",\"user_s\":").add_seconds(ending.user_s);
  usage.add(",\"system_s\":").add_seconds(ending.system_s);
  usage.add(",\"memory_peak\":")
      .add_number(static_cast<long long>(cgroup_peak != 0 ? cgroup_peak : ending.memory_peak));
  usage.add(",\"memory_source\":").add_quoted(cgroup_peak != 0 ? "cgroup" : "rusage").add('}');
  record.set(Member::usage, usage.view());
}

void describe_libraries(const Libraries& libraries, Record& record) {
  Text list("[");
  for (std::size_t i = 0; i < libraries.count(); ++i) {
    list.add(i == 0 ? "" : ",").add_quoted(libraries[i]);
  }
  record.set(Member::libraries, list.add(']').view());
}

void describe_status(const Ending& ending, std::uint64_t oom_kills, Record& record) {
  const bool has_exited = WIFEXITED(ending.status);
  const int code = has_exited ? WEXITSTATUS(ending.status) : 0;
  const int signal = has_exited ? 0 : WTERMSIG(ending.status);
  // 128 + 9: a shell whose child was killed.
  const bool is_oom = oom_kills > 0 && (signal == SIGKILL || code == 128 + SIGKILL);
  Text reason;
  if (has_exited) {
    record.set_number(Member::exit_code, code);
    reason.add("the program ended with exit status ").add_number(code);
  } else {
    record.set_number(Member::signal, signal);
    reason.add("the program was ended by signal ").add_number(signal);
    add_signal_name(signal, reason);
  }
  const bool succeeded = has_exited && code == 0;
  if (!succeeded && oom_kills > 0) {
    reason.add(", the kernel killed for lack of memory");
  }
  record.set_text(Member::outcome, is_oom       ? "oom"
                                   : succeeded  ? "succeeded"
                                   : has_exited ? "failed"
                                                : "killed");
  record.set_text(Member::reason, succeeded ? std::string_view() : reason.view());
}

// "2", "0.5": as short as the number allows.
void add_short(double seconds, Text& into) {
  char digits[32];
  const int size = std::snprintf(digits, sizeof digits, "%g", seconds);
  into.add({digits, static_cast<std::size_t>(size)}).add(" s");
}

} // namespace

void add_signal_name(int signal, Text& into) {
  const char* const name = ::sigabbrev_np(signal);
  if (name != nullptr) {
    into.add(" (SIG").add(name).add(')');
  }
}

namespace {

const char* why_stopped(const Task& task, const Ending& ending) {
  if (ending.stop == Stop::harness) {
    return task.is_scheduled
               ? "stopped from outside: cancelled, or out of the time that its scheduler gives it"
               : "stopped by the harness";
  }
  return task.is_scheduled ? "stopped since what started it is gone" : "stopped since the harness is gone";
}

} // namespace

void describe_stop(const Task& task, const Ending& ending, Record& record) {
  Text reason;
  switch (ending.stop) {
  case Stop::none:
    return;
  case Stop::timeout:
    record.set_text(Member::outcome, "timed_out");
    reason.add("stopped after the time limit of ");
    add_short(task.timeout_s, reason);
    if (ending.needed_kill) {
      reason.add(", killed ");
      add_short(task.grace_s, reason);
      reason.add(" later");
    }
    break;
  case Stop::harness:
  case Stop::parent_death:
    record.set_text(Member::outcome, "killed");
    record.set(Member::infrastructure, "true");
    reason.add(why_stopped(task, ending));
    break;
  }
  record.set_text(Member::reason, reason.view());
}

void describe_failure(const StartFailure& failure, const Program& program, Record& record) {
  Text reason;
  explain(failure, program, reason);
  const bool is_commands = is_fault_of_command(failure);
  record.set_text(Member::outcome, "not_started");
  record.set_text(Member::reason, reason.view());
  record.set(Member::infrastructure, is_commands ? "false" : "true");
  record.set(Member::libraries, "[]");
  if (is_commands) {
    record.set_number(Member::exit_code, exit_code_of(failure));
  }
}

void describe(const Task& task, const Ending& ending, std::uint64_t oom_kills, std::uint64_t cgroup_peak,
              Record& record) {
  record.set(Member::infrastructure, "false");
  record.set_number(Member::started_ms, ending.started_ms);
  record.set_number(Member::ended_ms, ending.ended_ms);
  if (ending.failure.step != StartStep::none) {
    describe_failure(ending.failure, task.program, record);
    return;
  }
  describe_libraries(ending.libraries, record);
  if (ending.is_seen) {
    describe_status(ending, oom_kills, record);
    describe_usage(ending, cgroup_peak, record);
  } else {
    record.set_text(Member::outcome, "lost");
    record.set(Member::infrastructure, "true");
    record.set_text(Member::reason, "the program could not be killed");
  }
  describe_stop(task, ending, record);
  if (ending.leftover != 0) {
    Text count;
    count.add_number(static_cast<long long>(ending.leftover));
    record.add_fact("leftover", count.view());
  }
}

} // namespace reprovip::exec
