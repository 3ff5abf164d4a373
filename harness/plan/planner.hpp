#pragma once

#include "harness/base/json.hpp"
#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"

#include <cstdint>
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
  std::uint32_t repeat = 0;     // -K, 0 = as the protocol says
  std::uint64_t order_seed = 0; // 0 = as the protocol says
};

// Every execution in launch order. Pure and deterministic. A pattern that matches nothing is an error; an
// empty result is not: the caller says "nothing selected".
Checked<model::Plan> make_plan(model::Resolved resolved, const Selection& selection);

// Written beside the records. `restore` needs the protocol read again (the JSON names its file, profile and
// overrides).
Json to_json(const model::Plan& plan);
Result<model::Plan> restore(const Json& json, model::Protocol protocol, const std::string& name);

} // namespace reprovip::plan
