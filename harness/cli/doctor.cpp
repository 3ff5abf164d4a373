#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/launch/engine.hpp"
#include "harness/plan/deployment.hpp"
#include "harness/study/canary.hpp"
#include "harness/study/identify.hpp"
#include "harness/study/launchers.hpp"
#include "harness/sys/host.hpp"
#include "harness/sys/process.hpp"

namespace reprovip::cli {

namespace {

constexpr Seconds k_probe_limit{20};

launch::Probe probe(const launch::Engine& engine) {
  const auto argv = engine.probe_argv();
  if (argv.empty()) {
    return {.usable = true, .version = "", .reason = "", .details = {}};
  }
  sys::Command command;
  command.argv = argv;
  command.environment = sys::current_environment();
  const auto answer = sys::run_captured(command, k_probe_limit);
  if (!answer) {
    return {.usable = false, .version = "", .reason = one_line(answer.error()), .details = {}};
  }
  return engine.read_probe(*answer);
}

std::string host_text(const sys::Facts& facts) {
  std::string text;
  for (const auto& [name, value] : facts) {
    text += format("  {:<18} {}\n", name, value.size() > 90 ? value.substr(0, 87) + "..." : value);
  }
  return text;
}

void print_engine(const std::string& name, const launch::Probe& found) {
  print(format("  {:<10} {:<6} {}\n", name, found.usable ? "works" : "no",
               found.usable ? found.version : found.reason));
  for (const auto& [key, value] : found.details) {
    if (!value.empty()) {
      print(format("  {:<10} {:<6} {}: {}\n", "", "", key, value));
    }
  }
}

bool print_probes(const std::vector<std::string>& names) {
  print("engines\n");
  bool all_usable = true;
  for (const auto& name : names) {
    const auto found = probe(*launch::make_engine(name));
    all_usable = all_usable && found.usable;
    print_engine(name, found);
  }
  return all_usable;
}

bool print_launcher(const launch::LauncherEntry& entry, const model::Protocol& protocol,
                    const sys::Path& executor) {
  const auto& name = entry.declaration.name;
  const auto found = entry.probe(study::launcher_options(protocol, name, executor));
  print_engine(name, found);
  return found.usable;
}

// Really runs something with each engine and image of the protocol.
bool print_canary(const model::Protocol& protocol, model::Deployment deployment, const sys::Path& executor) {
  if (deployment.engine == "vip") {
    print(format("  {:<10} {:<6} {}\n", "vip", "-", "runs on VIP only"));
    return true;
  }
  auto identity = study::identify(plan::identity_request(protocol, deployment));
  if (identity) {
    deployment.identity = identity->text;
    deployment.details = identity->details;
  }
  const auto ending = identity ? study::run_canary(deployment, executor)
                               : Result<model::Ending>(tl::unexpected(identity.error()));
  print(format("  {:<10} {:<6} {}\n", deployment.engine, ending ? "works" : "no",
               ending ? deployment.identity : one_line(ending.error())));
  return ending.has_value();
}

Checked<bool> examine_protocol(const Arguments& arguments, const sys::Path& executor) {
  TRY_ASSIGN(const auto request, request_from(arguments, arguments.words.front()));
  TRY_ASSIGN(const auto read, study::read_request(request));
  TRY(study::check_runs(read));
  TRY_ASSIGN(const auto plan, study::plan_names(request));
  const auto& protocol = plan.resolved.protocol;
  std::vector<std::string> names;
  for (const auto& level : model::find_factor(protocol, "engine")->levels) {
    names.push_back(level.name);
  }
  const bool all_usable = print_probes(names);
  TRY_ASSIGN(const auto* launcher, checked(study::find_launcher(protocol.launcher.launcher)));
  print("launcher\n");
  const bool launches = print_launcher(*launcher, protocol, executor);
  print("canary: a file read through a read-only mount, one written\n");
  bool all_sing = true;
  for (const auto& deployment : plan.resolved.deployments) {
    all_sing = print_canary(protocol, deployment, executor) && all_sing;
  }
  return all_usable && launches && all_sing;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto executor, checked(sys::find_executor()));
  TRY_ASSIGN(const auto facts, checked(sys::host_facts(executor)));
  print("host\n" + host_text(facts));
  if (!arguments.words.empty()) {
    TRY_ASSIGN(const bool all_work, examine_protocol(arguments, executor));
    return all_work ? model::ExitCode::success : model::ExitCode::infrastructure;
  }
  std::vector<std::string> names;
  for (const auto& entry : launch::builtin_engines()) {
    names.push_back(entry.declaration.name);
  }
  // Nobody asked for an engine or a launcher: what is missing is information.
  print_probes(names);
  print("launchers\n");
  for (const auto& entry : study::builtin_launchers()) {
    print_launcher(entry, {}, executor);
  }
  return model::ExitCode::success;
}

} // namespace

Subcommand doctor_command() {
  return {.name = "doctor",
          .doc = "what this machine can run, and why not the rest",
          .words_name = "P",
          .least_words = 0,
          .most_words = 1,
          .flags = {},
          .example = "doctor protocol.toml",
          .run = run};
}

} // namespace reprovip::cli
