#pragma once

#include "harness/launch/launcher.hpp"
#include "harness/model/vocabulary.hpp"

#include <memory>
#include <string>

namespace reprovip::cluster {

const model::PluginDecl& slurm_declaration();
// "": it can set every factor; the machine by the launcher's option `machine`.
std::string slurm_cannot_set(const model::Factor& factor);
// An error without Slurm's client programs. Whether its controller answers shows when something is submitted.
Result<std::unique_ptr<launch::Launcher>> make_slurm_launcher(const launch::LauncherOptions& options);
// Whether its clients are there, and its server answers.
launch::Probe probe_slurm(const launch::LauncherOptions& options);

} // namespace reprovip::cluster
