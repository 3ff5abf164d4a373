#include "harness/cli/show_plan.hpp"

#include "harness/base/cpus.hpp"
#include "harness/base/format.hpp"
#include "harness/cli/common.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/study/past.hpp"
#include "harness/study/power.hpp"

namespace reprovip::cli {

namespace {

std::string shell_line(const std::vector<std::string>& argv) {
  std::string line;
  for (const auto& word : argv) {
    line += (line.empty() ? "" : " ") + plan::shell_quote(word);
  }
  return line;
}

std::string limits_text(const model::Invocation& invocation) {
  const auto& resources = invocation.resources;
  std::string text = format("    limits: {:g} CPUs", invocation.cpus);
  text += resources.memory == 0 ? "" : ", " + human_bytes(resources.memory);
  text += resources.timeout.count() > 0 ? ", at most " + human_duration(resources.timeout) : "";
  text += resources.network ? ", network" : ", no network (containers)";
  return text + "\n";
}

std::string invocation_text(const model::Plan& plan, const model::Invocation& invocation) {
  const auto& deployment = plan.resolved.deployments[invocation.deployment];
  auto text = format("{}/r{:03}  {}\n    $ {}\n", invocation.cell.brief(), invocation.repetition,
                     invocation.name, shell_line(invocation.argv));
  for (const auto& [name, value] : invocation.environment) {
    text += format("    {}={}\n", name, plan::shell_quote(value));
  }
  for (const auto& input : invocation.inputs) {
    text += format("    {} <- {}\n", input.staged, input.host.string());
  }
  if (!invocation.build_directory.empty()) {
    text += format("    build <- {} ({})\n", invocation.build_directory.string(), deployment.build);
  }
  for (const auto& [name, level] : invocation.settings) {
    text += format("    setting {}: {}\n", name, level);
  }
  const auto image = deployment.config.image.empty() ? std::string{} : " " + deployment.config.image;
  return text + limits_text(invocation) +
         format("    {}{}: {}\n", deployment.engine, image, deployment.identity);
}

Json invocation_json(const model::Plan& plan, const model::Invocation& invocation) {
  const auto& deployment = plan.resolved.deployments[invocation.deployment];
  auto argv = Json::array();
  for (const auto& word : invocation.argv) {
    argv.push(word);
  }
  auto environment = Json::object();
  for (const auto& [name, value] : invocation.environment) {
    environment.set(name, value);
  }
  auto inputs = Json::array();
  for (const auto& input : invocation.inputs) {
    inputs.push(Json::object(
        {{"staged", input.staged}, {"host", input.host.string()}, {"digest", input.digest.hex}}));
  }
  auto outputs = Json::array();
  for (const auto& output : invocation.outputs) {
    outputs.push(Json::object({{"id", output.id}, {"path", output.path}}));
  }
  return Json::object({{"name", invocation.name},
                       {"cell", invocation.cell.hex},
                       {"repetition", invocation.repetition},
                       {"seed", std::to_string(invocation.seed)},
                       {"argv", std::move(argv)},
                       {"environment", std::move(environment)},
                       {"inputs", std::move(inputs)},
                       {"outputs", std::move(outputs)},
                       {"settings", model::to_json(invocation.settings)},
                       {"build", deployment.build},
                       {"image", deployment.config.image},
                       {"engine", deployment.engine},
                       {"identity", deployment.identity}});
}

} // namespace

Checked<model::ExitCode> show_plan(const study::Request& request, bool json) {
  TRY_ASSIGN(const auto protocol, study::read_request(request));
  TRY(study::check_runs(protocol));
  TRY_ASSIGN(const auto plan, study::plan_request(request));
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    TRY_ASSIGN(const auto invocation, checked(plan::make_invocation(plan, i)));
    print(json ? dump(invocation_json(plan, invocation)) + "\n" : invocation_text(plan, invocation));
  }
  if (!json) {
    print(format("study {}: {} subjects x {} conditions, {} cells, {} executions\n", plan.study,
                 plan.resolved.subjects.size(), plan.conditions.size(), plan.cells.size(),
                 plan.executions.size()));
    const auto jobs = plan.resolved.protocol.launcher.jobs;
    const auto at_once = jobs != 0 ? jobs : usable_cpus();
    TRY_ASSIGN(const auto rest, checked(study::estimate_rest(plan, request.store, at_once)));
    print(plan::to_text(rest) + "\n");
  }
  return plan.executions.empty() ? model::ExitCode::nothing_selected : model::ExitCode::success;
}

Checked<model::ExitCode> show_power(const study::Request& request, bool json) {
  TRY_ASSIGN(const auto plan, study::plan_request(request));
  if (!json) {
    print(format("study {}: {} subjects x {} conditions, {} executions\n", plan.study,
                 plan.resolved.subjects.size(), plan.conditions.size(), plan.executions.size()));
  }
  for (const auto& item : study::power_of(plan)) {
    if (!json) {
      print(format("  {:<16} {}\n", item.about, item.text));
      continue;
    }
    auto numbers = Json::object();
    for (const auto& [name, value] : item.numbers) {
      numbers.set(name, value);
    }
    print(dump(Json::object({{"about", item.about}, {"text", item.text}, {"numbers", std::move(numbers)}})) +
          "\n");
  }
  return plan.executions.empty() ? model::ExitCode::nothing_selected : model::ExitCode::success;
}

} // namespace reprovip::cli
