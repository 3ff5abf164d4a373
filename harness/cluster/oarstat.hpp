#pragma once

#include "harness/cluster/scheduler.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::cluster {

// A job as `oarstat -J` prints it.
struct OarJob {
  std::uint64_t id = 0;
  std::uint64_t array = 0;
  std::string name;
  std::optional<std::uint32_t> task; // the last word of its command, when that is a number
  TaskState state;                   // its index is the task
};

// Sorted by id. The keys of 2.5.9 ("Job_Id") and of later ones ("id") are read. Why a job ended shows with -f
// only: without its events one that was killed counts as ended by its node.
Result<std::vector<OarJob>> read_oarstat(const std::string& text);

} // namespace reprovip::cluster
