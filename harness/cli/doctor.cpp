#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/launch/engine.hpp"
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

// The engines that matter: all, or those of the protocol.
Checked<std::vector<std::string>> wanted_engines(const Arguments& arguments) {
  std::vector<std::string> names;
  if (arguments.words.empty()) {
    for (const auto& entry : launch::builtin_engines()) {
      names.push_back(entry.declaration.name);
    }
    return names;
  }
  TRY_ASSIGN(const auto request, request_from(arguments, arguments.words.front()));
  TRY_ASSIGN(const auto protocol, study::read_request(request));
  TRY(study::check_runs(protocol));
  for (const auto& level : model::find_factor(protocol, "engine")->levels) {
    names.push_back(level.name);
  }
  return names;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto names, wanted_engines(arguments));
  TRY_ASSIGN(const auto executor, checked(sys::find_executor()));
  TRY_ASSIGN(const auto facts, checked(sys::host_facts(executor)));
  print("host\n" + host_text(facts) + "engines\n");
  bool all_usable = true;
  for (const auto& name : names) {
    const auto found = probe(*launch::make_engine(name));
    all_usable = all_usable && found.usable;
    print(format("  {:<10} {:<8} {}\n", name, found.usable ? "works" : "no",
                 found.usable ? found.version : found.reason));
  }
  // Without a protocol nobody asked for an engine: what is missing is information.
  return all_usable || arguments.words.empty() ? model::ExitCode::success : model::ExitCode::infrastructure;
}

} // namespace

Subcommand doctor_command() {
  return {.name = "doctor",
          .doc = "what this machine can run, and why not the rest",
          .words_name = "P",
          .least_words = 0,
          .most_words = 1,
          .flags = {},
          .run = run};
}

} // namespace reprovip::cli
