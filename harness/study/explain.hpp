#pragma once

#include "harness/explain/explanation.hpp"
#include "harness/launch/progress.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/study/laboratory.hpp"
#include "harness/study/request.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

struct ExplainOptions {
  std::vector<std::string> outputs; // ids; empty = all
  std::string from;                 // the reference: "threads=1"; "" = the design's, else the first
  std::string to;                   // "" = every other level
  std::vector<std::string> probes;  // as Wanted::probes
  double confidence = 0.95;
  std::uint32_t spread = 0; // repetitions of each candidate, to see what it does to values; 0 = not asked
  Budget budget;
  RunOptions run;
};

struct ExplainResult {
  explain::Explanation explanation;
  model::ExitCode exit = model::ExitCode::success;
  Errors problems;
};

// Which factor is to blame: asks `explain::inquire` for every output over a laboratory on the study's store,
// and saves the answer as explain.json of the study. What is in the store already is never run again, so that
// an interrupted one, or one whose budget is used, goes on. Exit: success when all is explained or nothing
// differs, inconclusive otherwise.
Checked<ExplainResult> explain(const Request& request, const ExplainOptions& options,
                               launch::Progress& progress);

} // namespace reprovip::study
