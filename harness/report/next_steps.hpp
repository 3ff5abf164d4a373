#pragma once

#include "harness/model/study.hpp"

#include <string>
#include <vector>

namespace reprovip::report {

struct NextStep {
  std::string command; // "" when no command of ours helps
  std::string why;
};

// What to run next: replays of failed executions (one per distinct reason, at most three), what was not run,
// more repetitions or subjects for criteria that are inconclusive.
std::vector<NextStep> next_steps(const model::Study& study);

} // namespace reprovip::report
