#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/model/record.hpp"
#include "harness/store/store.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

struct ReplayedOutput {
  std::string id;
  Digest before; // canonical
  Digest now;
  bool absent_both = false; // then and now
  bool same_raw = false;
  bool same_canonical = false;
};
struct Replayed {
  std::string name; // of the execution
  model::Record before;
  model::Record now;
  std::vector<ReplayedOutput> outputs;
  sys::Path directory; // where its files are, when they were to be kept
  model::ExitCode exit = model::ExitCode::success;
};

// `exit` speaks of the execution, not of whether its outputs are the same: a random program is replayed well
// too. Runs the execution named "<cell>/r<repetition>[/<attempt>]" (any prefix of the cell's key that is
// unique) again with the same argv, environment, seed, inputs and deployment, outside the store. `keep`: a
// new folder for what it wrote; empty: removed. Refuses when the inputs or the deployment are no longer what
// the record says.
Checked<Replayed> replay(const store::Store& store, const std::string& execution, const sys::Path& keep);

} // namespace reprovip::study
