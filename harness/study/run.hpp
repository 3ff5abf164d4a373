#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/model/study.hpp"
#include "harness/study/execute.hpp"
#include "harness/study/request.hpp"

namespace reprovip::study {

struct RunResult {
  model::Study study;
  model::ExitCode exit = model::ExitCode::success;
  bool stopped = false;           // before everything planned had run
  std::vector<std::string> notes; // for people, a line each
  Errors problems;                // of the harness itself, none of which lost a result
};

// The whole sentence: runs what is missing in the store, then scores and judges everything, saving each
// value. An interrupted run is scored and judged as far as it came. Only one process runs a study at a time.
Checked<RunResult> run(const Request& request, const RunOptions& options, launch::Progress& progress);

} // namespace reprovip::study
