#include "harness/launch/docker_engine.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/container.hpp"
#include "harness/launch/image_identity.hpp"

#include <algorithm>
#include <utility>

namespace reprovip::launch {

namespace {

// An engine refuses more CPUs than the machine has, and a quota of all of them restricts nothing.
void add_limits(std::vector<std::string>& argv, const model::Invocation& invocation,
                std::uint32_t host_cpus) {
  const double cpus = std::max(invocation.cpus, static_cast<double>(invocation.threads));
  if (invocation.resources.memory != 0) {
    argv.insert(argv.end(), {"--memory", std::to_string(invocation.resources.memory)});
  }
  if (cpus > 0 && cpus < static_cast<double>(host_cpus)) {
    argv.insert(argv.end(), {"--cpus", format("{:g}", cpus)});
  }
}

// What either engine puts into the environment of every container.
const std::vector<std::string>& added_names() {
  static const std::vector<std::string> names = {"HOME", "HOSTNAME", "TERM", "container"};
  return names;
}

std::string image_of(const model::Deployment& deployment) {
  const auto id = deployment.details.find("id");
  return id != deployment.details.end() ? id->second : deployment.config.image;
}

} // namespace

DockerDialect docker_dialect() {
  return {.program = "docker", .rootless_keeps_id = false, .has_daemon = true};
}

DockerDialect podman_dialect() {
  return {.program = "podman", .rootless_keeps_id = true, .has_daemon = false};
}

DockerEngine::DockerEngine(DockerDialect dialect, EngineHost host)
    : m_dialect(std::move(dialect)), m_host(std::move(host)) {}

EngineCommand DockerEngine::command(const model::Invocation& invocation, const model::Deployment& deployment,
                                    const AttemptPaths& paths) const {
  EngineCommand command;
  command.has_inner_end = true;
  command.limits_memory = true;
  command.isolates = true;
  command.environment = m_host.client;
  command.kill_argv = {m_dialect.program, "kill", paths.container_name};
  // Without a fixed name each container would have another one, and so would outputs that hold it. The
  // program's output is kept by us: the daemon's own log of it would fill the disk once more.
  command.argv = {m_dialect.program,
                  "run",
                  "--rm",
                  "--name",
                  paths.container_name,
                  "--label",
                  "reprovip",
                  "--pull",
                  "never",
                  "--hostname",
                  setting_of(invocation, "hostname", "reprovip"),
                  "--log-driver",
                  "none"};
  auto& argv = command.argv;
  if (!invocation.resources.network) {
    argv.insert(argv.end(), {"--network", "none"});
  }
  argv.insert(argv.end(), {"--user", format("{}:{}", m_host.uid, m_host.gid)});
  if (m_dialect.rootless_keeps_id && m_host.uid != 0) {
    argv.insert(argv.end(), {"--userns", "keep-id"});
  }
  // The default profile refuses what switches ASLR off.
  if (!setting_of(invocation, "aslr", "").empty()) {
    argv.insert(argv.end(), {"--security-opt", "seccomp=unconfined"});
  }
  add_limits(argv, invocation, m_host.cpus);
  argv.insert(argv.end(), {"--workdir", work_inside(invocation)});
  for (const auto& mount : mounts_of(invocation, paths)) {
    argv.insert(argv.end(), {"--mount", bind_mount(mount)});
  }
  for (const auto& [name, value] : invocation.environment) {
    argv.insert(argv.end(), {"--env", format("{}={}", name, value)});
  }
  argv.insert(argv.end(), {"--entrypoint", k_container_executor});
  const auto& options = deployment.config.options;
  argv.insert(argv.end(), options.begin(), options.end());
  argv.push_back(image_of(deployment));
  const auto inner =
      container_inner_argv(invocation, deployment, added_names(), false, {"hostname", "workdir"});
  // The entrypoint is named above.
  argv.insert(argv.end(), inner.begin() + 1, inner.end());
  return command;
}

std::vector<std::string> DockerEngine::probe_argv() const {
  return {m_dialect.program, "version", "--format", "{{json .}}"};
}

Probe DockerEngine::read_probe(const sys::Captured& answer) const {
  return read_version(m_dialect.program, m_dialect.has_daemon, answer);
}

std::vector<std::string> DockerEngine::identity_argv(const model::EngineConfig& config) const {
  return {m_dialect.program, "image", "inspect", config.image};
}

Result<std::map<std::string, std::string>> DockerEngine::read_identity(const model::EngineConfig& config,
                                                                       const sys::Captured& answer) const {
  return read_image(m_dialect.program, config, answer);
}

std::vector<std::string> DockerEngine::fetch_argv(const model::EngineConfig& config) const {
  if (!config.archive.empty()) {
    return {m_dialect.program, "load", "--input", config.archive};
  }
  if (config.pull == model::PullPolicy::missing && !config.image.empty()) {
    return {m_dialect.program, "pull", config.image};
  }
  return {};
}

} // namespace reprovip::launch
