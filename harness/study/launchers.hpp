#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/model/protocol.hpp"

#include <string>
#include <vector>

namespace reprovip::study {

// The visible table of all launchers.
const std::vector<launch::LauncherEntry>& builtin_launchers();

// The launcher of that name; an error that names those that there are.
Result<const launch::LauncherEntry*> find_launcher(const std::string& name);

// What a protocol asks of a launcher. Options of [launcher] are those of the launcher that the protocol
// names.
launch::LauncherOptions launcher_options(const model::Protocol& protocol, const std::string& launcher,
                                         const sys::Path& executor);

// An error for each factor of the protocol that the launcher (`name`; "" = the protocol's) cannot set, at the
// factor's place.
Checked<void> check_launcher(const model::Protocol& protocol, const std::string& name = {});

} // namespace reprovip::study
