#include "harness/launch/guix_engine.hpp"

#include "harness/base/format.hpp"
#include "harness/launch/guix_identity.hpp"
#include "harness/launch/inner_argv.hpp"

#include <utility>

namespace reprovip::launch {

namespace {

// What `guix shell --pure` keeps of its caller's environment, and what it adds.
std::vector<std::string> variables_of_guix() {
  return {"DISPLAY", "GUIX_*", "HOME", "LC_ALL", "LOGNAME",   "PAGER",
          "PS1",     "TERM",   "TZ",   "USER",   "XAUTHORITY"};
}

void expose(std::vector<std::string>& argv, const sys::Path& path) {
  argv.push_back(format("--expose={}", path.string()));
}

// The inputs at their own places, where the links in the work directory lead; that directory is shared by
// itself, as the one that Guix is started in.
void add_shares(std::vector<std::string>& argv, const model::Invocation& invocation,
                const AttemptPaths& paths) {
  argv.push_back(format("--share={}", paths.inner.string()));
  expose(argv, paths.executor);
  if (needs_preload(invocation)) {
    expose(argv, paths.preload);
  }
  for (const auto& input : invocation.inputs) {
    expose(argv, input.host);
  }
  for (const auto& directory : {invocation.application_directory, invocation.build_directory}) {
    if (!directory.empty()) {
      expose(argv, directory);
    }
  }
}

std::vector<std::string> guix_shell(const model::Invocation& invocation, const model::EngineConfig& config,
                                    const AttemptPaths& paths) {
  std::vector<std::string> argv = {"guix"};
  if (!config.channels.empty()) {
    argv.insert(argv.end(), {"time-machine", "-C", config.channels, "--"});
  }
  argv.emplace_back("shell");
  const bool is_container = guix_mode(config) == "container";
  if (is_container) {
    argv.emplace_back("--container");
  }
  argv.emplace_back("--pure");
  if (!config.profile.empty()) {
    argv.insert(argv.end(), {"-p", config.profile});
  } else {
    argv.insert(argv.end(), {"-m", config.manifest});
  }
  if (is_container) {
    if (invocation.resources.network) {
      argv.emplace_back("--network");
    }
    add_shares(argv, invocation, paths);
  }
  argv.insert(argv.end(), config.options.begin(), config.options.end());
  argv.emplace_back("--");
  return argv;
}

// A profile is run by its place in the store: a link to it may move between two repetitions.
model::EngineConfig pinned(const model::Deployment& deployment) {
  auto config = deployment.config;
  const auto profile = deployment.details.find("profile");
  if (profile != deployment.details.end()) {
    config.profile = profile->second;
  }
  return config;
}

std::string pack_path(const model::Deployment& deployment) {
  const auto directory = deployment.details.find("directory");
  const auto root = directory == deployment.details.end() ? std::string{} : directory->second;
  return format("{0}/bin:{0}/sbin", root);
}

} // namespace

std::string guix_mode(const model::EngineConfig& config) {
  if (!config.mode.empty()) {
    return config.mode;
  }
  return !config.profile.empty() ? "shell" : !config.archive.empty() ? "pack" : "container";
}

GuixEngine::GuixEngine(EngineHost host) : m_host(std::move(host)) {}

EngineCommand GuixEngine::command(const model::Invocation& invocation, const model::Deployment& deployment,
                                  const AttemptPaths& paths) const {
  const bool is_pack = guix_mode(deployment.config) == "pack";
  EngineCommand command;
  command.has_inner_end = true;
  command.links_inputs = true;
  command.isolates = guix_mode(deployment.config) == "container";
  command.environment = m_host.client;
  auto inside = invocation;
  inside.environment.erase("PATH");
  InnerSurroundings surroundings = {.executor = paths.executor.string(),
                                    .record = (paths.inner / "exec.json").string(),
                                    .preload = paths.preload.string(),
                                    .unset = variables_of_guix(),
                                    .sets_environment = true,
                                    .seen_to = {}};
  if (is_pack) {
    inside.environment["PATH"] = pack_path(deployment);
    surroundings.unset = {"*"};
  } else {
    command.argv = guix_shell(invocation, pinned(deployment), paths);
  }
  const auto inner = inner_argv(inside, surroundings);
  command.argv.insert(command.argv.end(), inner.begin(), inner.end());
  return command;
}

std::vector<std::string> GuixEngine::probe_argv() const {
  return guix_probe_question();
}

Probe GuixEngine::read_probe(const sys::Captured& answer) const {
  return read_guix_probe(answer);
}

std::vector<std::string> GuixEngine::identity_argv(const model::EngineConfig& config) const {
  if (guix_mode(config) == "pack") {
    return guix_pack_question(config.archive, packs());
  }
  return config.profile.empty() ? guix_channels_question(config.channels, config.manifest)
                                : guix_profile_question(config.profile);
}

Result<std::map<std::string, std::string>> GuixEngine::read_identity(const model::EngineConfig& config,
                                                                     const sys::Captured& answer) const {
  if (guix_mode(config) == "pack") {
    return read_guix_pack(config, answer, packs());
  }
  return config.profile.empty() ? read_guix_channels(config, answer) : read_guix_profile(config, answer);
}

std::vector<std::string> GuixEngine::fetch_argv(const model::EngineConfig& config) const {
  return guix_mode(config) == "pack" ? guix_unpack(config.archive, packs()) : std::vector<std::string>{};
}

std::string GuixEngine::packs() const {
  return (m_host.cache / "packs").string();
}

} // namespace reprovip::launch
