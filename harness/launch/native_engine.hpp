#pragma once

#include "harness/launch/engine.hpp"

namespace reprovip::launch {

// The program as it is on this machine: its argv and exactly the invocation's environment; with settings, by
// the inner end of the executor.
class NativeEngine final : public Engine {
public:
  EngineCommand command(const model::Invocation& invocation, const model::Deployment& deployment,
                        const AttemptPaths& paths) const override;
  std::vector<std::string> probe_argv() const override;
  Probe read_probe(const sys::Captured& answer) const override;
  std::vector<std::string> identity_argv(const model::EngineConfig& config) const override;
  Result<std::map<std::string, std::string>> read_identity(const model::EngineConfig& config,
                                                           const sys::Captured& answer) const override;
};

} // namespace reprovip::launch
