#include "harness/base/format.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/plan/planner.hpp"

namespace reprovip::plan {

namespace {

// Read by `restore`; a change of the fields' meaning is a new number.
constexpr int k_schema = 1;

Json protocol_json(const model::Protocol& protocol) {
  return Json::object(
      {{"name", protocol.name}, {"file", protocol.file.string()}, {"profile", protocol.profile}});
}

Json input_json(const model::InputFile& file) {
  return Json::object({{"id", file.id},
                       {"host", file.host.string()},
                       {"staged", file.staged},
                       {"digest", file.digest.hex},
                       {"size", static_cast<long long>(file.size)},
                       {"is_directory", file.is_directory}});
}

Json subject_json(const model::Subject& subject) {
  auto inputs = Json::array();
  for (const auto& file : subject.inputs) {
    inputs.push(input_json(file));
  }
  std::map<std::string, std::string> truth;
  for (const auto& [output, path] : subject.truth) {
    truth[output] = path.string();
  }
  return Json::object({{"id", subject.id},
                       {"inputs", std::move(inputs)},
                       {"columns", model::to_json(subject.columns)},
                       {"truth", model::to_json(truth)}});
}

Json factor_json(const model::Factor& factor) {
  std::vector<std::string> levels;
  for (const auto& level : factor.levels) {
    levels.push_back(level.name);
  }
  return Json::object({{"name", factor.name},
                       {"source", model::to_string(factor.source)},
                       {"levels", model::to_json(levels)}});
}

Json deployment_json(const model::Deployment& deployment) {
  const auto& config = deployment.config;
  return Json::object({{"engine", deployment.engine},
                       {"identity", deployment.identity},
                       {"details", model::to_json(deployment.details)},
                       {"image", config.image},
                       {"archive", config.archive},
                       {"channels", config.channels},
                       {"manifest", config.manifest},
                       {"guix_profile", config.profile},
                       {"engine_mode", config.mode},
                       {"pull", config.pull == model::PullPolicy::missing ? "missing" : "never"},
                       {"options", model::to_json(config.options)},
                       {"build", deployment.build},
                       {"application", Json::object({{"name", deployment.application.name},
                                                     {"version", deployment.application.version},
                                                     {"file", deployment.application.file.string()}})}});
}

Json condition_json(const model::Plan& plan, const model::Condition& condition) {
  auto levels = Json::object();
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    levels.set(factors[i].name, model::level_of(plan, condition, i).name);
  }
  return Json::object({{"levels", std::move(levels)},
                       {"environment", condition.environment},
                       {"deployment", condition.deployment},
                       {"is_reference", condition.is_reference}});
}

template <typename Items, typename ToJson>
Json array_of(const Items& items, const ToJson& to_json) {
  Json::Array array;
  array.reserve(items.size());
  for (const auto& item : items) {
    array.push_back(to_json(item));
  }
  return {std::move(array)};
}

Json cell_json(const model::Cell& cell) {
  return Json::object({{"key", cell.key.hex}, {"subject", cell.subject}, {"condition", cell.condition}});
}

// One short text each: a plan may have a million of them.
Json execution_json(const model::Execution& execution) {
  return {format("{} {} {}", execution.cell, execution.repetition, execution.seed)};
}

} // namespace

Json to_json(const model::Plan& plan) {
  const auto& resolved = plan.resolved;
  return Json::object(
      {{"schema", k_schema},
       {"study", plan.study},
       {"protocol", protocol_json(resolved.protocol)},
       {"passed", model::to_json(resolved.passed)},
       {"factors", array_of(resolved.protocol.factors, factor_json)},
       {"subjects", array_of(resolved.subjects, subject_json)},
       {"deployments", array_of(resolved.deployments, deployment_json)},
       {"environments", model::to_json(plan.environments)},
       {"conditions", array_of(plan.conditions, [&](const auto& c) { return condition_json(plan, c); })},
       {"cells", array_of(plan.cells, cell_json)},
       {"execution_fields", "cell repetition seed"},
       {"executions", array_of(plan.executions, execution_json)}});
}

} // namespace reprovip::plan
