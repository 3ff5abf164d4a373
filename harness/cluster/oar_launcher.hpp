#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/model/vocabulary.hpp"

#include <memory>
#include <string>

namespace reprovip::cluster {

const model::PluginDecl& oar_declaration();
// "", or why a level cannot be the value of a property.
std::string oar_cannot_set(const model::Factor& factor);
// An error without OAR's client programs, or for an option that OAR could not read.
Result<std::unique_ptr<launch::Launcher>> make_oar_launcher(const launch::LauncherOptions& options);
// Whether its clients are there, and its server answers.
launch::Probe probe_oar(const launch::LauncherOptions& options);

} // namespace reprovip::cluster
