#pragma once

#include "harness/base/json.hpp"
#include "harness/model/study.hpp"

namespace reprovip::report {

// What the page tells of each execution when asked: columns by execution, texts that repeat once. Keys are in
// page/README.md. Bounded: beyond some MiB an execution's command or files are null.
Json executions_data(const model::Study& study);

// "execution-1a2b3c4d5e6f-r003": the row's id in the page, of the cell's key and the repetition.
std::string execution_anchor(const model::Study& study, std::uint32_t execution);

} // namespace reprovip::report
