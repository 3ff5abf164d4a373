#pragma once

#include "harness/exec/options.hpp"

namespace reprovip::exec {

// One execution, from outside: limits, logs, time limit, end of the whole tree, and exec.json. 0 once
// exec.json is written, whatever the program did; 70 when it could not be.
int run_outer(const RunOptions& options);

} // namespace reprovip::exec
