#pragma once

#include "harness/base/result.hpp"
#include "harness/model/record.hpp"
#include "harness/sys/files.hpp"

#include <cstdint>

namespace reprovip::launch {

// What `reprovip-exec run` wrote about one attempt. Sizes in bytes: what the program printed, and what of it
// is in out.log and err.log.
struct ExecReport {
  model::Ending ending;
  std::uint64_t out_size = 0;
  std::uint64_t out_kept = 0;
  std::uint64_t err_size = 0;
  std::uint64_t err_kept = 0;
};

// Reads exec.json of the attempt's directory. Absent or broken is an error: the executor did not come to its
// end.
Result<ExecReport> read_exec_report(const sys::Path& attempt);

} // namespace reprovip::launch
