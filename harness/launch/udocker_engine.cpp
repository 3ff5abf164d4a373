#include "harness/launch/udocker_engine.hpp"

#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/launch/container.hpp"
#include "harness/launch/image_identity.hpp"

#include <algorithm>
#include <utility>

namespace reprovip::launch {

namespace {

constexpr const char* k_default_mode = "P1";

// What udocker, proot and their shells add.
const std::vector<std::string>& added_names() {
  static const std::vector<std::string> names = {
      "HOME",  "HOSTNAME", "LANG",      "LOGNAME", "OLDPWD",   "PROOT_*", "PS1",        "PWD",
      "SHLVL", "TERM",     "UDOCKER_*", "USER",    "USERNAME", "_",       "container_*"};
  return names;
}

std::string mode_of(const model::EngineConfig& config) {
  return config.mode.empty() ? k_default_mode : config.mode;
}

// The name that the image has once its archive is loaded.
std::string name_of(const model::EngineConfig& config) {
  return config.archive_tags.empty() ? config.image.substr(0, config.image.find('@'))
                                     : config.archive_tags.front();
}

} // namespace

UdockerEngine::UdockerEngine(EngineHost host) : m_host(std::move(host)) {}

sys::Environment UdockerEngine::repository_of(const model::EngineConfig& config) const {
  if (config.archive_sha256.empty()) {
    return {};
  }
  const auto directory = m_host.cache / "udocker" / config.archive_sha256;
  return {{"UDOCKER_LAYERS", (directory / "layers").string()},
          {"UDOCKER_REPOS", (directory / "repos").string()}};
}

std::vector<std::string> UdockerEngine::client_argv() const {
  std::vector<std::string> argv = {"udocker"};
  if (m_host.uid == 0) {
    argv.emplace_back("--allow-root");
  }
  argv.emplace_back("--quiet");
  return argv;
}

std::vector<std::string> UdockerEngine::asking_argv(const model::EngineConfig& config) const {
  std::vector<std::string> argv = {"env"};
  for (const auto& [name, value] : repository_of(config)) {
    argv.push_back(format("{}={}", name, value));
  }
  const auto client = client_argv();
  argv.insert(argv.end(), client.begin(), client.end());
  return argv;
}

EngineCommand UdockerEngine::command(const model::Invocation& invocation, const model::Deployment& deployment,
                                     const AttemptPaths& paths) const {
  const auto& config = deployment.config;
  EngineCommand command;
  command.has_inner_end = true;
  command.environment = m_host.client;
  const auto set = [&command](const std::string& name, const std::string& value) {
    std::erase_if(command.environment, [&name](const auto& variable) { return variable.first == name; });
    command.environment.emplace_back(name, value);
  };
  const auto loaded = deployment.details.find("archive_sha256");
  auto known = config;
  known.archive_sha256 = loaded != deployment.details.end() ? loaded->second : config.archive_sha256;
  for (const auto& [name, value] : repository_of(known)) {
    set(name, value);
  }
  set("UDOCKER_CONTAINERS", (paths.directory / "udocker").string());
  set("UDOCKER_DEFAULT_EXECUTION_MODE", mode_of(config));
  command.argv = client_argv();
  auto& argv = command.argv;
  argv.insert(argv.end(), {"run", "--rm", "--nobanner", "--name=" + paths.container_name,
                           "--workdir=" + work_inside(invocation)});
  if (m_host.uid != 0) {
    argv.push_back(format("--user={}:{}", m_host.uid, m_host.gid));
  }
  // ":ro" would be part of the path inside.
  for (const auto& mount : mounts_of(invocation, paths)) {
    argv.push_back(format("--volume={}:{}", mount.host, mount.inside));
  }
  argv.insert(argv.end(), config.options.begin(), config.options.end());
  const auto image = deployment.details.find("image");
  argv.push_back(image != deployment.details.end() ? image->second : name_of(config));
  const auto inner = container_inner_argv(with_image_environment(invocation, deployment), deployment,
                                          added_names(), true, {"workdir"});
  argv.insert(argv.end(), inner.begin(), inner.end());
  return command;
}

std::vector<std::string> UdockerEngine::probe_argv() const {
  auto argv = client_argv();
  argv.emplace_back("version");
  return argv;
}

// Lines such as "version: 1.3.16".
Probe UdockerEngine::read_probe(const sys::Captured& answer) const {
  Probe probe;
  if (!answer.status.success()) {
    probe.reason = why_failed("udocker", answer);
    return probe;
  }
  probe.usable = true;
  constexpr std::string_view k_key = "version:";
  const auto at = answer.out.find(k_key);
  probe.version =
      at == std::string::npos ? first_line(answer.out) : first_line(answer.out.substr(at + k_key.size()));
  return probe;
}

std::vector<std::string> UdockerEngine::identity_argv(const model::EngineConfig& config) const {
  auto argv = asking_argv(config);
  argv.insert(argv.end(), {"inspect", name_of(config)});
  return argv;
}

Result<std::map<std::string, std::string>> UdockerEngine::read_identity(const model::EngineConfig& config,
                                                                        const sys::Captured& answer) const {
  const auto name = name_of(config);
  if (name.empty()) {
    return failure(ErrorKind::environment, "udocker needs an image",
                   "name a docker-archive as `archive` in [engine.udocker]");
  }
  if (!answer.status.success()) {
    return failure(ErrorKind::environment,
                   format("udocker has no image \"{}\": {}", name, why_failed("udocker", answer)),
                   config.archive.empty() ? "name a docker-archive of it as `archive`"
                                          : format("run `udocker load -i {}`", config.archive));
  }
  TRY_ASSIGN(const auto json, parse_json(answer.out, "udocker inspect"));
  std::map<std::string, std::string> details;
  details["image"] = name;
  details["mode"] = mode_of(config);
  // Without an archive nothing is known but the name: udocker tells no digest.
  details["id"] = config.archive_id.empty() ? "unknown, named " + name : config.archive_id;
  if (const auto& environment = json["config"]["Env"]; !environment.items().empty()) {
    details["image_environment"] = dump(environment);
  }
  return details;
}

std::vector<std::string> UdockerEngine::fetch_argv(const model::EngineConfig& config) const {
  auto argv = asking_argv(config);
  if (!config.archive.empty()) {
    argv.insert(argv.end(), {"load", "-i", config.archive});
    return argv;
  }
  if (config.pull == model::PullPolicy::missing && !config.image.empty()) {
    argv.insert(argv.end(), {"pull", config.image});
    return argv;
  }
  return {};
}

} // namespace reprovip::launch
