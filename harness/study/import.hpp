#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/model/study.hpp"
#include "harness/study/request.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

struct ImportResult {
  model::Study study;
  model::ExitCode exit = model::ExitCode::success;
  std::uint32_t added = 0;            // executions that the store did not have
  std::uint32_t changed = 0;          // whose files are others than those imported before: these count now
  std::uint32_t known = 0;            // that were in the store already
  std::vector<std::string> unmatched; // files of the tree that no pattern matches
  std::vector<std::string> left_out;  // files of subjects, levels or repetitions that the protocol leaves out
  std::vector<std::string> problems;  // what could not be read
};

// Results that were computed elsewhere become a study: files of the tree are copied into the store,
// executions get records that say that they were imported, and everything is scored and judged. Nothing is
// run. What the tree lacks is missing. `tree` "": the protocol's. Again on a tree that has grown: adds what
// is new.
Checked<ImportResult> import_results(const Request& request, const sys::Path& tree);

} // namespace reprovip::study
