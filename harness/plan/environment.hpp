#pragma once

#include "harness/base/result.hpp"
#include "harness/plan/placeholders.hpp"

#include <map>
#include <string>

namespace reprovip::plan {

// The variables of an execution, and nothing else (order in invocation.hpp).
Result<std::map<std::string, std::string>> make_environment(const Case& about);

} // namespace reprovip::plan
