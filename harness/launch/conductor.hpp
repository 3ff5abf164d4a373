#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/launch/progress.hpp"
#include "harness/sys/clock.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::launch {

// How to stage, start and keep one attempt; given by `study`, so that the conductor knows neither plan nor
// store.
struct Hooks {
  // Makes the attempt's directory, stages inputs, builds the engine's command. `attempt` counts from 1. Runs
  // on the caller's thread. Its error is infrastructure: tried again, then reported.
  std::function<Result<Job>(std::uint32_t execution, std::uint32_t attempt)> prepare;
  // Collects the outputs and writes the record; the job's paths are those of the try that ended. Runs on the
  // collector's thread, one at a time. Its error (disk full) is infrastructure: the execution is run again,
  // so nothing may fail after the record was written. Returns the outcome that counts: outputs may be missing
  // although the program succeeded. Is given every attempt that ended by itself, those that the
  // infrastructure failed as well.
  std::function<Result<model::Record>(const Job& job, const model::Ending& ending, const HostFacts& host)>
      keep;
  // For people, when `prepare` has failed; none: "execution 12".
  std::function<std::string(std::uint32_t execution)> name = {};
};

struct Policy {
  std::uint32_t retries = 2;  // of infrastructure failures only
  Seconds backoff{1};         // doubled at each retry, with a cap of 60 s
  std::uint32_t max_fail = 0; // 0: never stop early
  Seconds global_timeout{0};  // 0: none
};

enum class StopReason { done, interrupted, global_timeout, too_many_failures };
struct Outcome {
  StopReason reason = StopReason::done;
  int signal = 0;
  std::uint32_t finished = 0;       // executions whose record is kept; of these
  std::uint32_t failed = 0;         // not complete: the program failed, or an output is missing
  std::uint32_t infrastructure = 0; // executions that could not be run after all retries
  Errors errors;                    // of the harness' own work (records that could not be written)
};

// Runs `executions` in order, as many at once as the launcher takes, until all have ended or it must stop:
// - a signal, or the global timeout: stops the children, keeps what ended by itself, and returns; a second
// signal
//   kills what still runs. What was stopped has no record: it is simply not done.
// - too many failures: starts nothing more, and keeps what runs.
// Only infrastructure failures are tried again, after a growing while in which others run. `progress` is told
// of starts, retries and final ends, one call at a time but not from one thread; `begin` and `end` are the
// caller's.
Outcome run_all(const std::vector<std::uint32_t>& executions, Launcher& launcher, const Hooks& hooks,
                const Policy& policy, Progress& progress, sys::Clock& clock);

} // namespace reprovip::launch
