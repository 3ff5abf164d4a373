#include "harness/launch/native_engine.hpp"

namespace reprovip::launch {

EngineCommand NativeEngine::command(const model::Invocation& invocation, const model::Deployment&,
                                    const AttemptPaths&) const {
  EngineCommand command;
  command.links_inputs = true;
  command.argv = invocation.argv;
  command.environment.assign(invocation.environment.begin(), invocation.environment.end());
  return command;
}

std::vector<std::string> NativeEngine::probe_argv() const {
  return {};
}

Probe NativeEngine::read_probe(const sys::Captured&) const {
  Probe probe;
  probe.usable = true;
  return probe;
}

std::vector<std::string> NativeEngine::identity_argv(const model::EngineConfig&) const {
  return {};
}

Result<std::map<std::string, std::string>> NativeEngine::read_identity(const model::EngineConfig&,
                                                                       const sys::Captured&) const {
  return std::map<std::string, std::string>{};
}

} // namespace reprovip::launch
