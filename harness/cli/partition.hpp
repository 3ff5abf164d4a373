#pragma once

#include "harness/cli/subcommand.hpp"
#include "harness/plan/planner.hpp"

#include <string>
#include <vector>

namespace reprovip::cli {

// --partition i/n, or auto: the numbers that GitLab gives to parallel jobs (a job that is alone is 1/1); and
// --shares FILE, which says who of them takes which subjects of `protocol`.
Result<void> read_partition(const Arguments& arguments, const std::string& protocol,
                            plan::Selection& selection);

// Who takes which subjects: of each protocol (as the command line names it), for each part the ids.
struct Shares {
  std::string protocol;
  std::vector<std::vector<std::string>> parts;
};
// JSON of printable ASCII without "$", a line for each part: {"p.toml": [["a", "b"], ["c"]]}. Ids that are no
// UTF-8 are left out: who reads it deals the subjects that it does not name in turn.
std::string shares_text(const std::vector<Shares>& shares);

} // namespace reprovip::cli
