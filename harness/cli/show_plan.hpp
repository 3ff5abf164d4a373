#pragma once

#include "harness/base/result.hpp"
#include "harness/model/exit_code.hpp"
#include "harness/study/request.hpp"

namespace reprovip::cli {

// Prints every execution of the request: name, argv, what is set and mounted; then time and disk. As JSON
// lines when `json`.
Checked<model::ExitCode> show_plan(const study::Request& request, bool json);
// Prints what its subjects and repetitions can show, instead.
Checked<model::ExitCode> show_power(const study::Request& request, bool json);

} // namespace reprovip::cli
