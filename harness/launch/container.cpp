#include "harness/launch/container.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace reprovip::launch {

namespace {

constexpr const char* k_default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::string absolute_text(const sys::Path& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

// A field with a comma or a quote in it is quoted.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + '"';
}

} // namespace

std::string bind_mount(const Mount& mount) {
  return format("type=bind,{},{}{}", csv_field("source=" + mount.host), csv_field("target=" + mount.inside),
                mount.is_writable ? "" : ",readonly");
}

std::string work_inside(const model::Invocation& invocation) {
  return setting_of(invocation, "workdir", k_container_work);
}

std::vector<Mount> mounts_of(const model::Invocation& invocation, const AttemptPaths& paths) {
  const auto work = work_inside(invocation);
  std::vector<Mount> mounts = {{absolute_text(paths.executor), k_container_executor, false}};
  if (needs_preload(invocation)) {
    mounts.push_back({absolute_text(paths.preload), k_container_preload, false});
  }
  mounts.push_back({absolute_text(paths.inner), k_container_inner, true});
  mounts.push_back({absolute_text(paths.work), work, true});
  for (const auto& input : invocation.inputs) {
    mounts.push_back({absolute_text(input.host), work + "/" + input.staged, false});
  }
  if (!invocation.application_directory.empty()) {
    mounts.push_back({absolute_text(invocation.application_directory), work + "/app", false});
  }
  if (!invocation.build_directory.empty()) {
    mounts.push_back({absolute_text(invocation.build_directory), work + "/build", false});
  }
  return mounts;
}

std::vector<std::string> image_environment(const model::Deployment& deployment) {
  std::vector<std::string> variables;
  const auto found = deployment.details.find("image_environment");
  const auto list =
      found == deployment.details.end() ? Json() : parse_json(found->second, "").value_or(Json());
  for (const auto& item : list.items()) {
    variables.push_back(item.text());
  }
  return variables;
}

model::Invocation with_image_environment(const model::Invocation& invocation,
                                         const model::Deployment& deployment) {
  auto seen = invocation;
  for (const auto& variable : image_environment(deployment)) {
    const auto equals = variable.find('=');
    if (equals != std::string::npos) {
      seen.environment.try_emplace(variable.substr(0, equals), variable.substr(equals + 1));
    }
  }
  seen.environment.try_emplace("PATH", k_default_path);
  return seen;
}

std::vector<std::string> container_inner_argv(const model::Invocation& invocation,
                                              const model::Deployment& deployment,
                                              const std::vector<std::string>& added, bool sets_environment,
                                              std::vector<std::string> seen_to) {
  const auto of_image = image_environment(deployment);
  std::vector<std::string> foreign;
  for (const auto& name : added) {
    if (std::ranges::none_of(of_image,
                             [&](const std::string& variable) { return variable.starts_with(name + "="); })) {
      foreign.push_back(name);
    }
  }
  return inner_argv(invocation, {.executor = k_container_executor,
                                 .record = std::string(k_container_inner) + "/exec.json",
                                 .preload = k_container_preload,
                                 .unset = std::move(foreign),
                                 .sets_environment = sets_environment,
                                 .seen_to = std::move(seen_to)});
}

} // namespace reprovip::launch
