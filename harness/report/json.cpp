#include "harness/base/json.hpp"

#include "harness/model/json_fields.hpp"
#include "harness/report/deployments.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/values.hpp"

namespace reprovip::report {

namespace {

Json protocol_json(const model::Protocol& protocol) {
  auto factors = Json::array();
  for (const auto& factor : protocol.factors) {
    auto levels = Json::array();
    for (const auto& level : factor.levels) {
      levels.push(level.name);
    }
    factors.push(Json::object(
        {{"name", factor.name}, {"source", to_string(factor.source)}, {"levels", std::move(levels)}}));
  }
  const auto& repeat = protocol.repeat;
  return Json::object({{"name", protocol.name},
                       {"file", protocol.file.string()},
                       {"profile", protocol.profile},
                       {"description", protocol.description},
                       {"factors", std::move(factors)},
                       {"repeat", Json::object({{"count", repeat.count},
                                                {"until", repeat.until_text},
                                                {"order", to_string(repeat.order)},
                                                {"order_seed", std::to_string(repeat.order_seed)},
                                                {"seed", to_string(repeat.seed)}})}});
}

Json application_json(const model::Application& application) {
  return Json::object({{"name", application.name},
                       {"version", application.version},
                       {"file", application.file.string()},
                       {"command", model::to_json(application.command)}});
}

Json subjects_json(const model::Plan& plan) {
  auto subjects = Json::array();
  for (const auto& subject : plan.resolved.subjects) {
    auto inputs = Json::array();
    for (const auto& input : subject.inputs) {
      inputs.push(Json::object(
          {{"id", input.id}, {"staged", input.staged}, {"digest", input.digest.hex}, {"size", input.size}}));
    }
    subjects.push(Json::object({{"id", subject.id}, {"inputs", std::move(inputs)}}));
  }
  return subjects;
}

Json deployments_json(const model::Plan& plan) {
  auto deployments = Json::array();
  for (const auto& deployment : plan.resolved.deployments) {
    deployments.push(Json::object({{"engine", deployment.engine},
                                   {"identity", deployment.identity},
                                   {"application_version", deployment.application.version},
                                   {"details", model::to_json(deployment.details)}}));
  }
  return deployments;
}

Json conditions_json(const model::Plan& plan) {
  const auto& factors = plan.resolved.protocol.factors;
  auto conditions = Json::array();
  for (const auto& condition : plan.conditions) {
    auto levels = Json::object();
    for (std::size_t i = 0; i < factors.size(); ++i) {
      levels.set(factors[i].name, level_of(plan, condition, i).name);
    }
    conditions.push(Json::object({{"levels", std::move(levels)},
                                  {"environment", condition.environment},
                                  {"deployment", condition.deployment},
                                  {"reference", condition.is_reference}}));
  }
  return conditions;
}

Json plan_json(const model::Plan& plan) {
  auto cells = Json::array();
  for (const auto& cell : plan.cells) {
    cells.push(
        Json::object({{"key", cell.key.hex}, {"subject", cell.subject}, {"condition", cell.condition}}));
  }
  return Json::object({{"subjects", subjects_json(plan)},
                       {"deployments", deployments_json(plan)},
                       {"environments", model::to_json(plan.environments)},
                       {"conditions", conditions_json(plan)},
                       {"cells", std::move(cells)}});
}

Json executions_json(const model::Study& study) {
  auto executions = Json::array();
  for (std::size_t i = 0; i < study.plan.executions.size(); ++i) {
    const auto& execution = study.plan.executions[i];
    const bool has_record = i < study.records.size() && study.records[i];
    executions.push(Json::object({{"cell", execution.cell},
                                  {"repetition", execution.repetition},
                                  {"seed", std::to_string(execution.seed)},
                                  {"record", has_record ? to_json(*study.records[i]) : Json()}}));
  }
  return executions;
}

Json tally_json(const model::Study& study) {
  const auto counts = tally(study);
  return Json::object({{"planned", counts.planned},
                       {"succeeded", counts.succeeded},
                       {"failed", counts.failed},
                       {"infrastructure", counts.infrastructure},
                       {"missing", counts.missing},
                       {"reused", study.reused}});
}

Json deployment_table_json(const model::Study& study) {
  auto rows = Json::array();
  for (const auto& row : deployment_rows(study)) {
    rows.push(Json::object({{"name", row.name},
                            {"engine", row.engine},
                            {"identity", row.identity},
                            {"executions", row.executions},
                            {"succeeded", row.succeeded},
                            {"classes", row.classes},
                            {"class_set", row.class_set},
                            {"overhead_s", model::optional_to_json(row.overhead_s)},
                            {"wall_s", model::optional_to_json(row.wall_s)},
                            {"agreement", row.agreement},
                            {"status", row.status ? Json(to_string(*row.status)) : Json()}}));
  }
  return rows;
}

Json hosts_json(const model::Study& study) {
  auto hosts = Json::object();
  for (const auto& [fingerprint, host] : study.hosts) {
    hosts.set(fingerprint, Json::object({{"facts", model::to_json(host.facts)}}));
  }
  return hosts;
}

} // namespace

std::string write_json(const model::Study& study) {
  const auto& protocol = study.plan.resolved.protocol;
  const auto report = Json::object({{"schema", 1},
                                    {"kind", "reprovip-study"},
                                    {"tool_version", study.tool_version},
                                    {"study", study.plan.study},
                                    {"status", to_string(study.verdicts.status)},
                                    {"interrupted", study.interrupted},
                                    {"store", study.store},
                                    {"protocol", protocol_json(protocol)},
                                    {"application", application_json(protocol.application)},
                                    {"tally", tally_json(study)},
                                    {"verdicts", to_json(study.verdicts)},
                                    {"scores", to_json(study.scores)},
                                    {"values", values_json(study)},
                                    {"deployments", deployment_table_json(study)},
                                    {"plan", plan_json(study.plan)},
                                    {"executions", executions_json(study)},
                                    {"hosts", hosts_json(study)}});
  return dump(report, 1) + "\n";
}

} // namespace reprovip::report
