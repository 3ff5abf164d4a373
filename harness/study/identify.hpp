#pragma once

#include "harness/plan/resolve.hpp"

namespace reprovip::study {

// Asks the engine of the request, or hashes the program and its files (native).
Result<plan::Identity> identify(const plan::IdentityRequest& request);

} // namespace reprovip::study
