#include "harness/study/saved.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/build.hpp"
#include "harness/study/import_shape.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::study {

namespace {

Json request_json(const Request& request, const model::Plan& plan) {
  auto sets = Json::array();
  for (const auto& [key, value] : request.read.sets) {
    sets.push(Json::object({{"key", key}, {"value", value}}));
  }
  auto criteria = Json::array();
  for (const auto& pattern : request.criteria) {
    criteria.push(pattern);
  }
  std::error_code ignored;
  const auto file = std::filesystem::absolute(plan.resolved.protocol.file, ignored).lexically_normal();
  return Json::object({{"file", file.string()},
                       {"as_given", request.protocol.string()},
                       {"profile", request.read.profile},
                       {"sets", std::move(sets)},
                       {"criteria", std::move(criteria)},
                       {"data", request.data.string()}});
}

Request request_from(const Json& json) {
  Request request;
  request.protocol = json["as_given"].text();
  std::error_code ignored;
  if (!std::filesystem::exists(request.protocol, ignored)) {
    request.protocol = json["file"].text();
  }
  request.read.profile = json["profile"].text();
  for (const auto& set : json["sets"].items()) {
    request.read.sets.emplace_back(set["key"].text(), set["value"].text());
  }
  for (const auto& pattern : json["criteria"].items()) {
    request.criteria.push_back(pattern.text());
  }
  request.data = json["data"].text();
  return request;
}

Error no_such_study(const std::string& id, const std::vector<std::string>& known) {
  if (known.empty()) {
    return make_error(ErrorKind::usage, "there is no study in this store",
                      "run a protocol first, or name the store with --store");
  }
  return make_error(ErrorKind::usage, format("no study \"{}\" in this store", id), suggestion(id, known));
}

Result<std::string> find_study(const store::Store& store, const std::string& id) {
  const auto known = store.studies();
  if (id.empty()) {
    auto found = latest_study(store, known);
    return found.empty() ? Result<std::string>(tl::unexpected(no_such_study(id, {}))) : found;
  }
  std::vector<std::string> matches;
  std::ranges::copy_if(known, std::back_inserter(matches),
                       [&](const auto& name) { return name.rfind(id, 0) == 0; });
  if (std::ranges::find(known, id) != known.end()) {
    return id;
  }
  if (matches.empty()) {
    return tl::unexpected(no_such_study(id, known));
  }
  return latest_study(store, matches);
}

Result<Json> read_json(const store::Store& store, const std::string& study, const std::string& name) {
  TRY_ASSIGN(const auto text, store.read_study_file(study, name));
  return parse_json(text, study + "/" + name);
}

// What is written last is there.
Result<void> check_judged(const store::Store& store, const std::string& study) {
  std::error_code ignored;
  if (std::filesystem::exists(store.study_directory(study) / "verdicts.json", ignored)) {
    return {};
  }
  return failure(ErrorKind::usage,
                 format("the study \"{}\" is not judged yet: it runs, or was stopped", study),
                 "wait for it, run its protocol again, or name another study");
}

// Studies judged before there were any have none.
Result<model::Observations> saved_observations(const store::Store& store, const std::string& study) {
  std::error_code ignored;
  if (!std::filesystem::exists(store.study_directory(study) / "observations.json", ignored)) {
    return model::Observations{};
  }
  TRY_ASSIGN(const auto json, read_json(store, study, "observations.json"));
  return model::observations_from_json(json, study + "/observations.json");
}

} // namespace

std::string latest_study(const store::Store& store, const std::vector<std::string>& studies) {
  std::string found;
  std::filesystem::file_time_type newest{};
  for (const auto& study : studies) {
    std::error_code absent;
    const auto time = std::filesystem::last_write_time(store.study_directory(study) / "plan.json", absent);
    if (!absent && (found.empty() || time > newest)) {
      found = study;
      newest = time;
    }
  }
  return found;
}

Result<void> save_plan(store::Store& store, const model::Plan& plan, const Request& request) {
  auto json = plan::to_json(plan);
  json.set("protocol", request_json(request, plan));
  return store.write_study_file(plan.study, "plan.json", dump(json, 1) + "\n");
}

Result<void> save_judgement(store::Store& store, const model::Study& study) {
  TRY(store.write_study_file(study.plan.study, "scores.json", dump(model::to_json(study.scores), 1) + "\n"));
  TRY(store.write_study_file(study.plan.study, "observations.json",
                             dump(model::to_json(study.observations)) + "\n"));
  return store.write_study_file(study.plan.study, "verdicts.json",
                                dump(model::to_json(study.verdicts), 1) + "\n");
}

Checked<model::Plan> load_plan(const store::Store& store, const std::string& id) {
  TRY_ASSIGN(const auto study, checked(find_study(store, id)));
  TRY_ASSIGN(const auto json, checked(read_json(store, study, "plan.json")));
  TRY_ASSIGN(auto protocol, read_request(request_from(json["protocol"])));
  if (protocol.import) {
    add_saved_levels(protocol, json);
  }
  TRY_ASSIGN(auto plan, checked(plan::restore(json, std::move(protocol), study + "/plan.json")));
  for (auto& deployment : plan.resolved.deployments) {
    deployment.build_directory = built_before(deployment.details, store.root());
  }
  return plan;
}

Checked<model::Study> load_study(const store::Store& store, const std::string& id) {
  model::Study study;
  TRY_ASSIGN(study.plan, load_plan(store, id));
  const auto& name = study.plan.study;
  std::vector<std::string> warnings;
  TRY_ASSIGN(study.records, checked(records_of(store, study.plan, warnings)));
  TRY_ASSIGN(study.hosts, checked(store.hosts()));
  TRY(checked(check_judged(store, name)));
  TRY_ASSIGN(const auto scores, checked(read_json(store, name, "scores.json")));
  TRY_ASSIGN(study.scores, checked(model::scores_from_json(scores, name + "/scores.json")));
  TRY_ASSIGN(study.observations, checked(saved_observations(store, name)));
  TRY_ASSIGN(const auto verdicts, checked(read_json(store, name, "verdicts.json")));
  TRY_ASSIGN(study.verdicts, checked(model::verdicts_from_json(verdicts, name + "/verdicts.json")));
  study.store = store.root().string();
  study.tool_version = REPROVIP_VERSION;
  return study;
}

} // namespace reprovip::study
