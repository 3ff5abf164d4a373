#include "harness/launch/native_engine.hpp"

#include "harness/launch/inner_argv.hpp"

namespace reprovip::launch {

EngineCommand NativeEngine::command(const model::Invocation& invocation, const model::Deployment&,
                                    const AttemptPaths& paths) const {
  EngineCommand command;
  command.links_inputs = true;
  command.has_inner_end = !invocation.settings.empty();
  command.environment.assign(invocation.environment.begin(), invocation.environment.end());
  if (!command.has_inner_end) {
    command.argv = invocation.argv;
    return command;
  }
  command.argv = inner_argv(invocation, {.executor = paths.executor.string(),
                                         .record = (paths.inner / "exec.json").string(),
                                         .preload = paths.preload.string(),
                                         .unset = {},
                                         .sets_environment = false,
                                         .seen_to = {}});
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
