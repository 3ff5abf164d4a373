#pragma once

#include "harness/judge/select.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::judge {

struct MissingOutput {
  std::string output;
  std::uint32_t executions = 0; // that succeeded and do not have it
  std::string reason;           // the commonest
};

// What went wrong with executions. An execution counts once: as infrastructure, failed or incomplete.
struct FailureSummary {
  std::uint32_t planned = 0;
  std::uint32_t failed = 0;         // the application: failed, timed out, killed, out of memory
  std::uint32_t infrastructure = 0; // what was to run it
  std::uint32_t incomplete = 0;     // succeeded without an output that must be there
  std::uint32_t unrecorded = 0;     // not run
  std::string failed_reason;        // the commonest; on a tie the first in plan order
  std::string infrastructure_reason;
  std::vector<MissingOutput> outputs; // in order of first appearance
};

FailureSummary summarise_failures(const Records& records);

} // namespace reprovip::judge
