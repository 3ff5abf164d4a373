#pragma once

#include "harness/launch/engine.hpp"
#include "harness/launch/engine_host.hpp"

namespace reprovip::launch {

// `apptainer exec`. The image is a SIF file or an unpacked image (`archive`); a docker-archive, and with
// `pull = "missing"` a reference such as docker://..., is made into a SIF once, in the cache, under the
// digest of what it is made from. Nothing of the caller's home, environment or working directory is shown;
// the root file system can be written and is thrown away. Memory is limited by the outer end; CPUs are not.
class ApptainerEngine final : public Engine {
public:
  explicit ApptainerEngine(EngineHost host);

  EngineCommand command(const model::Invocation& invocation, const model::Deployment& deployment,
                        const AttemptPaths& paths) const override;
  std::vector<std::string> probe_argv() const override;
  Probe read_probe(const sys::Captured& answer) const override;
  std::vector<std::string> identity_argv(const model::EngineConfig& config) const override;
  // "file": what runs. "id": of a docker-archive the image's Id, as docker and podman have it.
  Result<std::map<std::string, std::string>> read_identity(const model::EngineConfig& config,
                                                           const sys::Captured& answer) const override;
  std::vector<std::string> fetch_argv(const model::EngineConfig& config) const override;

private:
  // The SIF or folder that `exec` takes.
  std::string file_of(const model::EngineConfig& config) const;

  EngineHost m_host;
};

} // namespace reprovip::launch
