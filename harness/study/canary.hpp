#pragma once

#include "harness/model/plan.hpp"
#include "harness/model/record.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::study {

// Runs `cp` with the deployment's engine and image, as an execution is run: it reads a file through a
// read-only mount and writes one into the writable folder. Gives its ending; an error says what did not work
// and what to do.
Result<model::Ending> run_canary(const model::Deployment& deployment, const sys::Path& executor);

} // namespace reprovip::study
