#include "harness/cluster/oar_launcher.hpp"

#include "harness/base/format.hpp"
#include "harness/cluster/batch_launcher.hpp"
#include "harness/cluster/oar.hpp"
#include "harness/cluster/probe.hpp"
#include "harness/launch/launcher_options.hpp"
#include "harness/model/protocol.hpp"

#include <algorithm>
#include <cctype>

namespace reprovip::cluster {

namespace {

constexpr std::int64_t k_window = 500;
constexpr std::int64_t k_largest_window = 1'000'000;
constexpr const char* k_walltime = "2h";

bool is_property(const std::string& name) {
  const auto is_plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_plain);
}

Result<OarOptions> oar_options(const launch::LauncherOptions& options) {
  OarOptions oar;
  oar.queue = launch::text_option(options, "queue");
  oar.project = launch::text_option(options, "project");
  oar.properties = launch::text_option(options, "properties");
  oar.types = launch::list_option(options, "types");
  oar.words = launch::list_option(options, "options");
  oar.machine = launch::text_option(options, "machine", oar.machine);
  if (!is_property(oar.machine)) {
    return failure(
        ErrorKind::protocol,
        format("option \"machine\" of the launcher oar is \"{}\", which is no property's name", oar.machine),
        "`oarnodes` shows the properties of the resources: host, cluster ...");
  }
  TRY_ASSIGN(oar.walltime, parse_duration(launch::text_option(options, "walltime", k_walltime)));
  if (oar.walltime.count() < 1) {
    return failure(ErrorKind::protocol, "option \"walltime\" of the launcher oar is shorter than a second",
                   "OAR ends a job after it; \"2h\" is the default");
  }
  return oar;
}

Result<void> need_oar_clients() {
  return need_clients("oar", {"oarsub", "oarstat", "oardel"}, "oar-user");
}

} // namespace

const model::PluginDecl& oar_declaration() {
  using model::OptionDecl;
  using model::OptionType;
  static const model::PluginDecl declaration = {
      "oar",
      "array jobs of OAR (Grid'5000); the store must be on a file system that its nodes share",
      {OptionDecl{"queue", OptionType::text, "", "where to submit; default: the site's", {}},
       OptionDecl{"project", OptionType::text, "", "what the jobs belong to", {}},
       OptionDecl{"properties", OptionType::text, "", "an SQL condition on resources, as of `oarsub -p`", {}},
       OptionDecl{"machine",
                  OptionType::text,
                  "host",
                  "the property that the levels of the factor `machine` name: host, cluster ...",
                  {}},
       OptionDecl{"walltime",
                  OptionType::text,
                  k_walltime,
                  "after which OAR ends an execution that has no time limit",
                  {}},
       OptionDecl{"types", OptionType::list, "", "types of the jobs: besteffort, idempotent ...", {}},
       OptionDecl{
           "window", OptionType::integer, "500", "at most so many executions are submitted or staged", {}},
       OptionDecl{"options", OptionType::list, "", "more words of `oarsub`", {}}},
      {}};
  return declaration;
}

std::string oar_cannot_set(const model::Factor& factor) {
  if (factor.effect != model::FactorEffect::machine) {
    return "";
  }
  for (const auto& level : factor.levels) {
    if (level.name.find('\'') != std::string::npos) {
      return format("its level \"{}\" has a quote, which no property of a machine has", level.name);
    }
  }
  return "";
}

Result<std::unique_ptr<launch::Launcher>> make_oar_launcher(const launch::LauncherOptions& options) {
  TRY(need_oar_clients());
  TRY_ASSIGN(auto oar, oar_options(options));
  // A job whose folder has a quote in its name never starts.
  if (options.spool.string().find('\'') != std::string::npos) {
    return failure(ErrorKind::environment,
                   format("OAR cannot run jobs below \"{}\", for its quote", options.spool.string()),
                   "use a store of another name (--store)");
  }
  const auto window = launch::integer_option(options, "window", k_window);
  BatchOptions batch = {.launcher = oar_declaration().name,
                        .jobs = options.jobs,
                        .window =
                            static_cast<std::uint32_t>(std::clamp<std::int64_t>(window, 1, k_largest_window)),
                        .executor = options.executor,
                        .spool = options.spool,
                        .study = options.study};
  return std::make_unique<BatchLauncher>(std::move(batch), std::make_unique<OarScheduler>(std::move(oar)),
                                         real_doors());
}

launch::Probe probe_oar(const launch::LauncherOptions& /*options*/) {
  return probe(OarScheduler({}), need_oar_clients());
}

} // namespace reprovip::cluster
