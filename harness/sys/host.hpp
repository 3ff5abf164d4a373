#pragma once

#include "harness/base/result.hpp"
#include "harness/sys/files.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reprovip::sys {

// What this machine is, as `reprovip-exec host` sees it: sorted (name, value) pairs, names as in
// model/record.hpp.
using Facts = std::vector<std::pair<std::string, std::string>>;

// Asks the executor at `executor`.
Result<Facts> host_facts(const Path& executor);

// Where `reprovip-exec` is: REPROVIP_EXEC, else beside this program.
Result<Path> find_executor();

std::string host_name();

} // namespace reprovip::sys
