#include "harness/study/export_boutiques.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/placeholders.hpp"
#include "harness/sys/clock.hpp"

#include <filesystem>

namespace reprovip::study {

namespace {

constexpr std::size_t k_log = std::size_t{64} << 10U;

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

Json file_json(const std::string& path, const Digest& digest) {
  return Json::object({{"file-name", file_name(path)}, {"hash", digest.hex}});
}

// Inputs by id, then parameters that have a value; a list of files is as Boutiques writes a folder's.
Json invocation_json(const model::Plan& plan, const model::Cell& cell) {
  auto json = Json::object();
  const auto& condition = plan.conditions[cell.condition];
  const auto& application = plan.resolved.deployments[condition.deployment].application;
  for (const auto& declared : application.inputs) {
    auto files = Json::object();
    for (const auto& input : plan.resolved.subjects[cell.subject].inputs) {
      if (input.id == declared.id) {
        files.set(file_name(input.staged), file_json(input.staged, input.digest));
      }
    }
    if (files.members().size() == 1 && !declared.list) {
      json.set(declared.id, files.members().front().second);
    } else if (!files.members().empty()) {
      json.set(declared.id, Json::object({{"files", std::move(files)}}));
    }
  }
  for (const auto& param : application.params) {
    if (const auto value =
            plan::param_value(plan.resolved.protocol, application, condition.levels, param.id)) {
      json.set(param.id, model::to_json(*value));
    }
  }
  return json;
}

Json outputs_json(const model::Record& record) {
  auto json = Json::object();
  for (const auto& output : record.outputs) {
    if (output.files.size() == 1) {
      json.set(output.id, file_json(output.files.front().path, output.files.front().raw));
    } else if (!output.files.empty()) {
      auto files = Json::object();
      for (const auto& file : output.files) {
        files.set(file.path, file_json(file.path, file.raw));
      }
      json.set(output.id, Json::object({{"files", std::move(files)}}));
    }
  }
  return json;
}

Json missing_json(const model::Record& record) {
  auto json = Json::array();
  for (const auto& output : record.outputs) {
    if (output.state == model::OutputState::missing) {
      json.push(Json::object({{"id", output.id}, {"reason", output.reason}}));
    }
  }
  return json;
}

// "" of a log that was not kept.
std::string log_text(const store::Store& store, const model::LogFile& log) {
  const auto object = store.object(log.digest);
  const auto text = object ? sys::read_tail(*object, k_log) : Result<std::string>(std::string());
  return text.value_or(std::string());
}

std::string command_text(const model::Record& record) {
  // A Boutiques command line is `sh -c TEXT`.
  const auto& argv = record.argv;
  if (argv.size() == 3 && argv[1] == "-c") {
    return argv[2];
  }
  return fmt::to_string(fmt::join(argv, " "));
}

Json record_json(const store::Store& store, const model::Plan& plan, const model::Cell& cell,
                 const model::Record& record) {
  const auto& deployment = plan.resolved.deployments[plan.conditions[cell.condition].deployment];
  const auto& ending = record.ending;
  return Json::object(
      {{"summary", Json::object({{"name", deployment.application.name},
                                 {"tool-version", record.application_version},
                                 {"container-image", deployment.identity},
                                 {"date-time",
                                  ending.started_ms > 0 ? Json(sys::iso8601(ending.started_ms)) : Json()}})},
       {"public-invocation", invocation_json(plan, cell)},
       {"public-output", Json::object({{"stdout", log_text(store, record.out)},
                                       {"stderr", log_text(store, record.err)},
                                       {"exit-code", ending.exit_code ? Json(*ending.exit_code) : Json()},
                                       {"error-message", ending.reason},
                                       {"shell-command", command_text(record)},
                                       {"missing-files", missing_json(record)},
                                       {"output-files", outputs_json(record)}})}});
}

} // namespace

Result<void> export_boutiques(const store::Store& store, const model::Study& study, const sys::Path& folder) {
  if (!sys::list_names(folder).empty()) {
    return failure(ErrorKind::usage, format("\"{}\" is not empty", folder.string()), "name a new folder");
  }
  TRY(sys::make_directories(folder));
  const auto& plan = study.plan;
  for (std::size_t i = 0; i < plan.executions.size() && i < study.records.size(); ++i) {
    if (const auto& record = study.records[i]) {
      const auto& cell = plan.cells[plan.executions[i].cell];
      const auto name = format("{}_r{:03}.json", cell.key.hex.substr(0, 16), plan.executions[i].repetition);
      TRY(sys::write_file_atomic(folder / name, dump(record_json(store, plan, cell, *record), 2) + "\n"));
    }
  }
  return {};
}

} // namespace reprovip::study
