#pragma once

#include "harness/base/result.hpp"
#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/store/store.hpp"

#include <string>

namespace reprovip::study {

struct FoundExecution {
  model::Plan plan;
  std::uint32_t execution = 0; // of the plan
  model::Record record;        // the attempt that was named, else the one that counts
};

// Whether the text has the form "<cell>/r<repetition>[/<attempt>]".
bool names_execution(const std::string& text);
// The execution of that name in any study of the store; any prefix of the cell's key that is unique will do.
Checked<FoundExecution> find_execution(const store::Store& store, const std::string& text);

} // namespace reprovip::study
