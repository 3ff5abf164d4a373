#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/plan/planner.hpp"
#include "harness/plan/resolve.hpp"
#include "harness/protocol/read.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// Which study is meant: a protocol as the command line asks for it.
struct Request {
  sys::Path protocol;
  protocol::ReadOptions read;
  plan::Selection selection;
  std::vector<std::string> criteria; // -c: wildcards of ids; empty = all
  sys::Path data;                    // --data: relative inputs are below it; empty = the protocol's folder
  sys::Path store = ".reprovip";
};

// What the request changes or selects, as it is typed after the protocol: " --set repeat.count=2 -s s1".
std::string options_text(const Request& request);

// protocol → resolve → plan. Nothing is run but the engines' identity queries and the builds of
// the application that the store has not.
Checked<model::Protocol> read_request(const Request& request);
// An error when the protocol imports results: there is nothing to run.
Checked<void> check_runs(const model::Protocol& protocol);
// A caller that plans often remembers the digests of inputs.
Checked<model::Plan> plan_request(const Request& request, const plan::HashFile& hash_file = sys::sha256_file);
// As `plan_request`, without looking at inputs or images: for `list` and for machines that cannot run it.
Checked<model::Plan> plan_names(const Request& request);

} // namespace reprovip::study
