#pragma once

#include "harness/base/result.hpp"
#include "harness/baseline/verify.hpp"
#include "harness/study/request.hpp"

#include <string>

namespace reprovip::study {

struct ResultWords {
  std::string result;       // a folder, or "<cell>/r<repetition>" of the store, or "vip:EXECUTION"
  Request request;          // whose protocol says what the outputs are; of an execution of the store, its own
  std::string subject;      // "" = the folder's only one
  model::Assignment levels; // what is known of its condition
};

// One execution's outputs: found, hashed and read as `import` does it, nothing kept. Their numbers are those
// that `score` observes.
Checked<baseline::Seen> see_result(const ResultWords& words);

} // namespace reprovip::study
