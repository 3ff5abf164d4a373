#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/launch/launcher.hpp"
#include "harness/launch/progress.hpp"
#include "harness/sys/clock.hpp"

namespace reprovip::launch {

// How to stage, start and keep one attempt; given by `study`, so that the conductor knows neither plan nor store.
struct Hooks {
  // Makes the attempt's directory, stages inputs, builds the engine's command.
  std::function<Result<Job>(std::uint32_t execution, std::uint32_t attempt)> prepare;
  // Collects the outputs and writes the record. Runs on the collector's thread, one at a time. Its error (disk full)
  // is infrastructure. Returns the outcome that counts: outputs may be missing although the program succeeded.
  std::function<Result<model::Record>(const Job& job, const model::Ending& ending)> keep;
};

struct Policy {
  std::uint32_t retries = 2;    // of infrastructure failures only
  Seconds backoff{1};           // doubled at each retry, with a cap of 60 s
  std::uint32_t max_fail = 0;   // 0: never stop early
  Seconds global_timeout{0};    // 0: none
};

enum class StopReason { done, interrupted, global_timeout, too_many_failures };
struct Outcome {
  StopReason reason = StopReason::done;
  int signal = 0;
  std::uint32_t finished = 0;
  std::uint32_t failed = 0;
  std::uint32_t infrastructure = 0; // executions that could not be run after all retries
  Errors errors;                    // of the harness' own work (records that could not be written)
};

// Runs `executions` in order, as many at once as the launcher takes, until all have ended or it must stop. On a signal:
// stops the children, keeps what is finished, and returns.
Outcome run_all(const std::vector<std::uint32_t>& executions, Launcher& launcher, const Hooks& hooks,
                const Policy& policy, Progress& progress, sys::Clock& clock);

} // namespace reprovip::launch
