#include "harness/vip/answers.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace reprovip::vip {

namespace {

constexpr int k_platform_full = 2000;
constexpr int k_user_full = 2001;
constexpr int k_no_execution = 8015;
constexpr std::size_t k_shown = 200;

struct StatusName {
  Status status;
  std::string_view name;
};
constexpr std::array k_statuses = {
    StatusName{Status::initializing, "Initializing"},
    StatusName{Status::ready, "Ready"},
    StatusName{Status::running, "Running"},
    StatusName{Status::finished, "Finished"},
    StatusName{Status::initialization_failed, "InitializationFailed"},
    StatusName{Status::execution_failed, "ExecutionFailed"},
    StatusName{Status::killed, "Killed"},
};

Status status_from(std::string_view text) {
  const auto found = std::ranges::find(k_statuses, text, &StatusName::name);
  return found == k_statuses.end() ? Status::unknown : found->status;
}

// The start of it, on one line.
std::string shown(std::string_view body) {
  std::string text(body.substr(0, k_shown));
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' '; }, ' ');
  return body.size() > k_shown ? text + " ..." : text;
}

tl::unexpected<Fault> not_understood(std::string_view body) {
  return tl::unexpected(
      Fault{FaultKind::refused, 200, 0, format("this is no answer of VIP's API: {}", shown(body))});
}

Answer<Json> json_from(std::string_view body) {
  auto json = parse_json(body);
  if (!json) {
    return not_understood(body);
  }
  return std::move(*json);
}

FaultKind kind_of(int status, int code) {
  if (status == 401) {
    return FaultKind::denied;
  }
  if (code == k_platform_full || code == k_user_full) {
    return FaultKind::quota;
  }
  if (code == k_no_execution) {
    return FaultKind::gone;
  }
  const bool is_busy = status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504);
  return is_busy ? FaultKind::busy : FaultKind::refused;
}

std::optional<Fault> vip_error(int status, std::string_view body) {
  const auto json = parse_json(body);
  if (!json || json->members().size() != 2 || !json->has("errorCode") || !json->has("errorMessage")) {
    return std::nullopt;
  }
  const auto code = static_cast<int>((*json)["errorCode"].integer());
  return Fault{kind_of(status, code), status, code,
               format("VIP error {}: {}", code, shown((*json)["errorMessage"].text("no message")))};
}

PathInfo path_of(const Json& json) {
  const auto size = json["size"].integer();
  return {.path = json.has("path") ? json["path"].text() : json["platformPath"].text(),
          .exists = json["exists"].boolean(true),
          .is_directory = json["isDirectory"].boolean(),
          .size = size > 0 ? static_cast<std::uint64_t>(size) : 0};
}

// A value alone, or several.
std::map<std::string, std::vector<std::string>> texts_by_id(const Json& json) {
  const auto text_of = [](const Json& item) { return item.is_string() ? item.text() : dump(item); };
  std::map<std::string, std::vector<std::string>> texts;
  for (const auto& [id, value] : json.members()) {
    auto& items = texts[id];
    if (!value.is_array() && !value.is_null()) {
      items.push_back(text_of(value));
    }
    for (const auto& item : value.items()) {
      items.push_back(text_of(item));
    }
  }
  return texts;
}

Task task_of(const std::string& id, const Json& json) {
  Task task{id, json["status"].text(), std::nullopt, json["exitMessage"].text()};
  const auto& code = json["exitCode"];
  if (code.is_integer() && code.integer() >= std::numeric_limits<int>::min() &&
      code.integer() <= std::numeric_limits<int>::max()) {
    task.exit_code = static_cast<int>(code.integer());
  }
  return task;
}

Execution execution_of(const Json& json) {
  Execution execution;
  execution.id = json["identifier"].text();
  execution.name = json["name"].text();
  execution.pipeline = json["pipelineIdentifier"].text();
  execution.status_text = json["status"].text();
  execution.status = status_from(execution.status_text);
  execution.inputs = texts_by_id(json["inputValues"]);
  execution.returned = texts_by_id(json["returnedFiles"]);
  const auto& tasks = json["jobs"];
  for (const auto& [id, task] : tasks.members()) {
    execution.tasks.push_back(task_of(id, task));
  }
  std::ranges::sort(execution.tasks, {}, &Task::id);
  return execution;
}

} // namespace

bool is_passing(const Fault& fault) {
  return fault.kind == FaultKind::unsent || fault.kind == FaultKind::lost || fault.kind == FaultKind::busy ||
         fault.kind == FaultKind::stopped;
}

std::optional<Fault> fault_in(int status, std::string_view body) {
  if (auto told = vip_error(status, body)) {
    return told;
  }
  if (status >= 200 && status < 300) {
    return std::nullopt;
  }
  if (status >= 300 && status < 400) {
    return Fault{FaultKind::refused, status, 0,
                 format("HTTP status {}: VIP's API is elsewhere; set its address", status)};
  }
  return Fault{kind_of(status, 0), status, 0, format("HTTP status {}: {}", status, shown(body))};
}

Answer<Platform> platform_from(std::string_view body) {
  TRY_ASSIGN(const auto json, json_from(body));
  if (!json.has("platformName") && !json.has("supportedAPIVersion")) {
    return not_understood(body);
  }
  Platform platform;
  platform.version = json["supportedAPIVersion"].text();
  if (const auto most = json["maxSizeDirectTransfer"].integer(); most > 0) {
    platform.max_transfer = static_cast<std::uint64_t>(most);
  }
  return platform;
}

Answer<PathInfo> path_from(std::string_view body) {
  TRY_ASSIGN(const auto json, json_from(body));
  if (!json.is_object()) {
    return not_understood(body);
  }
  return path_of(json);
}

Answer<std::vector<PathInfo>> paths_from(std::string_view body) {
  TRY_ASSIGN(const auto json, json_from(body));
  if (!json.is_array()) {
    return not_understood(body);
  }
  std::vector<PathInfo> paths;
  for (const auto& item : json.items()) {
    paths.push_back(path_of(item));
  }
  return paths;
}

Answer<bool> exists_from(std::string_view body) {
  TRY_ASSIGN(const auto json, json_from(body));
  if (!json["exists"].is_bool()) {
    return not_understood(body);
  }
  return json["exists"].boolean();
}

bool is_terminal(Status status) {
  return status == Status::finished || status == Status::execution_failed || status == Status::killed ||
         status == Status::initialization_failed;
}

Answer<Execution> execution_from(std::string_view body) {
  TRY_ASSIGN(const auto json, json_from(body));
  if (!json["identifier"].is_string()) {
    return not_understood(body);
  }
  return execution_of(json);
}

Answer<std::vector<Execution>> executions_from(std::string_view body) {
  TRY_ASSIGN(const auto json, json_from(body));
  if (!json.is_array()) {
    return not_understood(body);
  }
  std::vector<Execution> executions;
  for (const auto& item : json.items()) {
    executions.push_back(execution_of(item));
  }
  return executions;
}

bool is_no_log(std::string_view text) {
  return text.starts_with("jobId is required when multiple tasks exist") || text.starts_with("no log found");
}

} // namespace reprovip::vip
