#include "harness/study/launchers.hpp"

#include "harness/base/cpus.hpp"
#include "harness/base/format.hpp"
#include "harness/cluster/oar_launcher.hpp"
#include "harness/cluster/slurm_launcher.hpp"
#include "harness/launch/local_launcher.hpp"
#include "harness/ssh/launcher.hpp"
#include "harness/vip/launcher.hpp"

#include <algorithm>

namespace reprovip::study {

namespace {

std::string cannot_choose_machine(const model::Factor& factor) {
  return factor.effect == model::FactorEffect::machine ? "it runs everything on this machine" : "";
}

Result<std::unique_ptr<launch::Launcher>> make_local(const launch::LauncherOptions& options) {
  return launch::make_local_launcher(options, sys::make_processes());
}

launch::Probe probe_local(const launch::LauncherOptions& /*options*/) {
  return {.usable = true, .version = format("{} CPUs", usable_cpus()), .reason = "", .details = {}};
}

bool needs_vip(const model::Factor& factor) {
  return factor.effect == model::FactorEffect::engine &&
         std::ranges::any_of(factor.levels, [](const auto& level) { return level.name == "vip"; });
}

Result<std::unique_ptr<launch::Launcher>> make_ssh(const launch::LauncherOptions& options) {
  return ssh::make_ssh_launcher(options, sys::make_processes(), sys::real_clock());
}

Error refusal(const model::Factor& factor, const std::string& launcher, const std::string& why) {
  auto error =
      make_error(ErrorKind::protocol,
                 format("launcher \"{}\" cannot set the factor \"{}\": {}", launcher, factor.name, why),
                 "leave the factor out, or choose another launcher: `reprovip list launchers`");
  // An engine that nobody named is nowhere in the file.
  if (!factor.where.file.empty()) {
    error.where = factor.where;
  }
  return error;
}

} // namespace

const std::vector<launch::LauncherEntry>& builtin_launchers() {
  static const std::vector<launch::LauncherEntry> entries = {
      {{"local", "on this machine, as many at once as there are CPUs", {}, {}},
       cannot_choose_machine,
       make_local,
       probe_local},
      {cluster::slurm_declaration(), cluster::slurm_cannot_set, cluster::make_slurm_launcher,
       cluster::probe_slurm},
      {cluster::oar_declaration(), cluster::oar_cannot_set, cluster::make_oar_launcher, cluster::probe_oar},
      {{"vip", "on the Virtual Imaging Platform, through its REST API", vip::launcher_options(), {}},
       vip::cannot_set,
       vip::make_vip_launcher,
       vip::probe},
      {ssh::declaration(), ssh::cannot_set, make_ssh, ssh::probe},
  };
  return entries;
}

Result<const launch::LauncherEntry*> find_launcher(const std::string& name) {
  const auto& all = builtin_launchers();
  const auto found =
      std::ranges::find_if(all, [&](const auto& entry) { return entry.declaration.name == name; });
  if (found == all.end()) {
    return failure(ErrorKind::usage, format("unknown launcher \"{}\"", name),
                   "`reprovip list launchers` shows those that are built in");
  }
  return &*found;
}

launch::LauncherOptions launcher_options(const model::Protocol& protocol, const std::string& launcher,
                                         const sys::Path& executor) {
  launch::LauncherOptions made;
  made.jobs = protocol.launcher.jobs;
  made.executor = executor;
  made.directory = protocol.directory;
  if (launcher == protocol.launcher.launcher) {
    made.options = protocol.launcher.options;
  }
  return made;
}

Checked<void> check_launcher(const model::Protocol& protocol, const std::string& name) {
  const auto& chosen = name.empty() ? protocol.launcher.launcher : name;
  TRY_ASSIGN(const auto* entry, checked(find_launcher(chosen)));
  Errors errors;
  for (const auto& factor : protocol.factors) {
    const auto why = chosen != "vip" && needs_vip(factor) ? "only launcher \"vip\" runs what VIP deploys"
                                                          : entry->cannot_set(factor);
    if (!why.empty()) {
      errors.push_back(refusal(factor, chosen, why));
    }
  }
  return errors.empty() ? Checked<void>() : tl::unexpected(std::move(errors));
}

} // namespace reprovip::study
