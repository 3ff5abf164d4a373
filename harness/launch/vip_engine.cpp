#include "harness/launch/vip_engine.hpp"

#include <filesystem>

namespace reprovip::launch {

EngineCommand VipEngine::command(const model::Invocation& invocation, const model::Deployment& deployment,
                                 const AttemptPaths&) const {
  EngineCommand command;
  command.isolates = true;
  command.limits_memory = true;
  command.links_inputs = true;
  command.argv = {"vip", "run", deployment.config.image, "--descriptor",
                  std::filesystem::absolute(deployment.application.file).lexically_normal().string()};
  for (const auto& [id, texts] : invocation.params) {
    for (const auto& text : texts) {
      command.argv.insert(command.argv.end(), {"--value", id, text});
    }
  }
  for (const auto& input : invocation.inputs) {
    command.argv.insert(command.argv.end(), {"--file", input.id, input.host.string()});
  }
  return command;
}

std::vector<std::string> VipEngine::probe_argv() const {
  return {};
}

Probe VipEngine::read_probe(const sys::Captured&) const {
  Probe probe;
  probe.usable = true;
  return probe;
}

// By its descriptor, which `study` hashes.
std::vector<std::string> VipEngine::identity_argv(const model::EngineConfig&) const {
  return {};
}

Result<std::map<std::string, std::string>> VipEngine::read_identity(const model::EngineConfig&,
                                                                    const sys::Captured&) const {
  return std::map<std::string, std::string>{};
}

} // namespace reprovip::launch
