#pragma once

#include "harness/launch/engine.hpp"
#include "harness/launch/engine_host.hpp"

namespace reprovip::launch {

// `udocker run`, in the mode that `mode` names (default P1; fakechroot modes cannot hold a static program).
// Each execution has a container tree of its own, below its attempt: a tree can be written and would
// remember. The image is loaded from `archive` into a repository that is named by the archive's bytes, since
// udocker knows no digests. It limits nothing and isolates nothing: the outer end does both.
class UdockerEngine final : public Engine {
public:
  explicit UdockerEngine(EngineHost host);

  EngineCommand command(const model::Invocation& invocation, const model::Deployment& deployment,
                        const AttemptPaths& paths) const override;
  std::vector<std::string> probe_argv() const override;
  Probe read_probe(const sys::Captured& answer) const override;
  std::vector<std::string> identity_argv(const model::EngineConfig& config) const override;
  Result<std::map<std::string, std::string>> read_identity(const model::EngineConfig& config,
                                                           const sys::Captured& answer) const override;
  std::vector<std::string> fetch_argv(const model::EngineConfig& config) const override;

private:
  sys::Environment repository_of(const model::EngineConfig& config) const;
  std::vector<std::string> client_argv() const;
  std::vector<std::string> asking_argv(const model::EngineConfig& config) const;

  EngineHost m_host;
};

} // namespace reprovip::launch
