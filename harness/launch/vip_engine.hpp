#pragma once

#include "harness/launch/engine.hpp"

namespace reprovip::launch {

// What the Virtual Imaging Platform deploys: its sites choose how, nobody here does. The command is for the
// launcher `vip`, which alone understands it, and no program: `vip run NAME/VERSION --descriptor FILE`, then
// `--value ID TEXT` for each item of a parameter and `--file ID PATH` for each input.
class VipEngine final : public Engine {
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
