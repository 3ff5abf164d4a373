#pragma once

#include "harness/plan/resolve.hpp"

namespace reprovip::study {

// What was asked for, built: once per (application's command, variant and its variables, bytes of its
// sources, versions of the compilers), in the store. Adds to `identity` the digest of what was built, the
// compilers and the variables. A build that fails is an error with the end of what it printed; all of it is
// in the store.
Result<plan::Identity> with_build(plan::Identity identity, const plan::BuildRequest& request,
                                  const sys::Path& store);

// Where the build that the details of a deployment name is; empty when they name none.
sys::Path built_before(const std::map<std::string, std::string>& details, const sys::Path& store);

} // namespace reprovip::study
