#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/resolve.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reprovip::plan {

// What of the design to keep. Wildcards; a condition is named by "factor=level" pairs.
struct Selection {
  std::vector<std::string> subjects;     // -s: any matches
  std::vector<std::string> environments; // -e: "engine=docker", "engine=docker,threads=1": any matches
  std::vector<std::string> exclude;      // -x: as -e or a subject
  std::uint32_t partition = 1;           // --partition i/n: by subject
  std::uint32_t partitions = 1;
  std::map<std::string, std::uint32_t> shares; // subject id → its partition; the others are dealt in turn
  std::uint32_t repeat = 0;                    // -K, 0 = as the protocol says
  std::uint64_t order_seed = 0;                // 0 = as the protocol says
};

// Every execution in launch order. Pure and deterministic. A pattern that matches nothing is an error; an
// empty result is not: the caller says "nothing selected".
Checked<model::Plan> make_plan(model::Resolved resolved, const Selection& selection);

// Written beside the records (plan.json). Of the protocol it holds name, file and profile, in a member that
// the caller may replace, and the names of factors and levels.
Json to_json(const model::Plan& plan);
// The plan that was written, with `protocol` read again: an error when the factors or levels that the plan
// uses are no longer there. `name` is the file's. Without `read_application`, a deployment of another version
// of the application has its name, version and file only: enough for reports, not to run it.
Result<model::Plan> restore(const Json& json, model::Protocol protocol, const std::string& name,
                            const ReadApplication& read_application = {});

} // namespace reprovip::plan
