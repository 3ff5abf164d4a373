#pragma once

#include "harness/exec/cgroup.hpp"
#include "harness/exec/libraries.hpp"
#include "harness/exec/log.hpp"
#include "harness/exec/program.hpp"

#include <cstdint>

namespace reprovip::exec {

// What to see through to its end.
struct Task {
  Program program;
  double timeout_s = 0;          // 0: none
  double grace_s = 10;           // between SIGTERM and SIGKILL
  char** kill_argv = nullptr;    // what ends the container; null: none
  int lifeline = -1;             // whose hang-up is the end of our parent; -1: none
  bool forwards_signals = false; // SIGTERM and its like are for the program, not for us
  // SIGTERM and its like are for us, and whoever sends them may send them to all of our tree too: a program
  // that ends at the same time was stopped.
  bool is_scheduled = false;
  bool samples_libraries = true;
  Log* out = nullptr;
  Log* err = nullptr;
  const Cgroup* cgroup = nullptr;
};

enum class Stop { none, timeout, harness, parent_death };

// How it went.
struct Ending {
  StartFailure failure;
  int status = 0;       // as wait(2) says it
  bool is_seen = false; // false: the program could not be killed in time, `status` says nothing
  Stop stop = Stop::none;
  bool needed_kill = false;    // SIGTERM was not enough
  std::int64_t stopped_ms = 0; // UTC
  std::int64_t started_ms = 0;
  std::int64_t ended_ms = 0;
  double wall_s = 0;
  double user_s = 0; // of all processes waited for
  double system_s = 0;
  std::uint64_t memory_peak = 0; // bytes, of the largest process
  std::size_t leftover = 0;      // processes that outlived the program and were killed
  Libraries libraries;
};

// Once, first of all: signals wait until `supervise` looks at them, orphans come to us. `dies_with_parent`:
// the end of our parent is a SIGTERM. Else it means nothing.
void take_charge(bool dies_with_parent);

// Returns when no process of the task is left. Needs `take_charge`.
void supervise(const Task& task, Ending& ending);

} // namespace reprovip::exec
