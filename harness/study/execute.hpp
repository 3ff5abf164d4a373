#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/conductor.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/model/plan.hpp"
#include "harness/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::study {

struct RunOptions {
  std::uint32_t jobs = 0;               // 0 = the protocol's, else the launcher's own
  std::string launcher;                 // "" = the protocol's
  std::optional<std::uint32_t> retries; // none = the protocol's
  std::optional<std::uint32_t> max_fail;
  Seconds global_timeout{0};
  bool force = false;        // more repetitions beside those in the store
  bool failed_only = false;  // also run again what failed
  bool accept_moved = false; // images may be others than when an unfinished study was planned
  bool durable = false;      // flush every record at once
};

// Runs these executions of the plan and keeps a record of each, whatever the store has of them already.
Result<launch::Outcome> execute(store::Store& store, const model::Plan& plan, const RunOptions& options,
                                const std::vector<std::uint32_t>& executions, launch::Progress& progress);

// What the shell is told of a run that stopped before its end; success when it did not.
model::ExitCode stop_code(const launch::Outcome& outcome);

} // namespace reprovip::study
