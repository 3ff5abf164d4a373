#pragma once

#include "harness/exec/record.hpp"
#include "harness/exec/supervisor.hpp"

namespace reprovip::exec {

// Outcome, exit code, signal, reason, times, usage and libraries of a program that was seen through to its
// end. `oom_kills`: how often the kernel killed for memory meanwhile; `cgroup_peak`: 0 when there is none.
void describe(const Task& task, const Ending& ending, std::uint64_t oom_kills, std::uint64_t cgroup_peak,
              Record& record);

// Outcome and reason of what we stopped ourselves; nothing when we did not.
void describe_stop(const Task& task, const Ending& ending, Record& record);

// For a program that could not be started.
void describe_failure(const StartFailure& failure, const Program& program, Record& record);

// " (SIGSEGV)" and the like.
void add_signal_name(int signal, Text& into);

} // namespace reprovip::exec
