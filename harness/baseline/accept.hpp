#pragma once

#include "harness/model/baseline.hpp"
#include "harness/model/study.hpp"

namespace reprovip::baseline {

// What a study was, in few numbers. Pure; the same study gives the same bytes. Executions that did not
// succeed, and values that one does not have, are not counted; values so large that their deviation is
// infinite are left out. `protocol_file` is left to the caller.
model::Baseline accept(const model::Study& study);

} // namespace reprovip::baseline
