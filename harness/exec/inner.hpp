#pragma once

#include "harness/exec/options.hpp"

namespace reprovip::exec {

// Runs the program inside its container and writes the record; gives the program's exit status, 128 + n for a
// signal, 126 when a setting cannot be set (the program is not started), 70 when there can be no record.
int run_inner(const InnerOptions& options);

} // namespace reprovip::exec
