#pragma once

#include "harness/exec/isolation.hpp"
#include "harness/exec/text.hpp"

#include <sched.h>
#include <sys/types.h>

#include <cstdint>

namespace reprovip::exec {

// What to start, and in which surroundings. The environment is ours.
struct Program {
  char** argv = nullptr;
  const char* directory = nullptr; // null: ours
  int out = -1;                    // open files; < 0: ours
  int err = -1;
  const cpu_set_t* cpus = nullptr;   // null: as ours
  int umask = -1;                    // < 0: ours
  std::uint64_t address_space = 0;   // bytes; 0: no limit of ours
  const int* cgroup_doors = nullptr; // cgroup.procs files, open for writing
  int cgroup_door_count = 0;
  Isolation* isolation = nullptr; // null: none
};

enum class StartStep { none, fork, directory, cpus, memory, cgroup, streams, execute };

// Why a program could not be started.
struct StartFailure {
  volatile StartStep step = StartStep::none;
  volatile int error = 0;
};

// In a session of its own, all signals at their default, standard input /dev/null, other files closed. The
// program in argv[0] without a slash is searched in PATH. Gives its process, or -1 with `failure` told.
pid_t start_program(const Program& program, StartFailure& failure);

// Runs a short command to its end; kills it after `limit_s` seconds. Needs SIGCHLD to be blocked.
void run_to_end(char** argv, double limit_s);

// One sentence: `cannot start "x": No such file or directory`.
void explain(const StartFailure& failure, const Program& program, Text& sentence);
// Whether the command itself is to blame, not what was to run it.
bool is_fault_of_command(const StartFailure& failure);
// As a shell says it: 127 for a program that is not there, 126 for one that cannot be run.
int exit_code_of(const StartFailure& failure);

} // namespace reprovip::exec
