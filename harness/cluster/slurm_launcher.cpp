#include "harness/cluster/slurm_launcher.hpp"

#include "harness/base/format.hpp"
#include "harness/cluster/batch_launcher.hpp"
#include "harness/cluster/probe.hpp"
#include "harness/cluster/slurm.hpp"
#include "harness/launch/launcher_options.hpp"

#include <algorithm>

namespace reprovip::cluster {

namespace {

constexpr std::int64_t k_window = 1000;
constexpr std::int64_t k_largest_window = 1'000'000;

SlurmOptions slurm_options(const launch::LauncherOptions& options) {
  SlurmOptions slurm;
  slurm.partition = launch::text_option(options, "partition");
  slurm.account = launch::text_option(options, "account");
  slurm.qos = launch::text_option(options, "qos");
  slurm.words = launch::list_option(options, "options");
  slurm.machine = launch::text_option(options, "machine", slurm.machine);
  slurm.requeue = launch::boolean_option(options, "requeue", slurm.requeue);
  slurm.json = launch::text_option(options, "squeue", "format") == "json";
  return slurm;
}

Result<void> need_slurm_clients() {
  return need_clients("slurm", {"sbatch", "squeue", "scancel", "scontrol"}, "slurm-client");
}

} // namespace

const model::PluginDecl& slurm_declaration() {
  using model::OptionDecl;
  using model::OptionType;
  static const model::PluginDecl declaration = {
      "slurm",
      "job arrays of Slurm; the store must be on a file system that its nodes share",
      {OptionDecl{"partition", OptionType::text, "", "where to submit; default: the site's", {}},
       OptionDecl{"account", OptionType::text, "", "whom to charge; default: the user's", {}},
       OptionDecl{"qos", OptionType::text, "", "quality of service; default: the user's", {}},
       OptionDecl{"machine",
                  OptionType::text,
                  "nodelist",
                  "what the levels of the factor `machine` name",
                  {"nodelist", "constraint", "partition"}},
       OptionDecl{
           "requeue", OptionType::boolean, "true", "Slurm may run again what a node's failure ended", {}},
       OptionDecl{
           "window", OptionType::integer, "1000", "at most so many executions are submitted or staged", {}},
       OptionDecl{"squeue", OptionType::text, "format", "how squeue is asked for states", {"format", "json"}},
       OptionDecl{"options", OptionType::list, "", "more words of `sbatch`", {}}},
      {}};
  return declaration;
}

std::string slurm_cannot_set(const model::Factor& /*factor*/) {
  return "";
}

Result<std::unique_ptr<launch::Launcher>> make_slurm_launcher(const launch::LauncherOptions& options) {
  TRY(need_slurm_clients());
  const auto window = launch::integer_option(options, "window", k_window);
  BatchOptions batch = {.launcher = slurm_declaration().name,
                        .jobs = options.jobs,
                        .window =
                            static_cast<std::uint32_t>(std::clamp<std::int64_t>(window, 1, k_largest_window)),
                        .executor = options.executor,
                        .spool = options.spool,
                        .study = options.study};
  return std::make_unique<BatchLauncher>(
      std::move(batch), std::make_unique<SlurmScheduler>(slurm_options(options)), real_doors());
}

launch::Probe probe_slurm(const launch::LauncherOptions& options) {
  return probe(SlurmScheduler(slurm_options(options)), need_slurm_clients());
}

} // namespace reprovip::cluster
