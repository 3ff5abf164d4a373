#pragma once

#include "harness/launch/engine.hpp"
#include "harness/launch/engine_host.hpp"

namespace reprovip::launch {

// In what the programs with docker's command line differ.
struct DockerDialect {
  std::string program;
  bool rootless_keeps_id =
      false;               // an ordinary user's containers need `--userns keep-id` to write as that user
  bool has_daemon = false; // `version` without a server means that nothing can run
};

DockerDialect docker_dialect();
DockerDialect podman_dialect();

// `docker run` and what speaks its language. The image is named by its identity when that is known, so that a
// tag that moves between two repetitions cannot slip in; what is not there is never fetched by a run. The
// root file system stays as the image has it, writable and thrown away with the container; memory and CPUs
// are limited only where the protocol asks for less than there is.
class DockerEngine final : public Engine {
public:
  DockerEngine(DockerDialect dialect, EngineHost host);

  EngineCommand command(const model::Invocation& invocation, const model::Deployment& deployment,
                        const AttemptPaths& paths) const override;
  std::vector<std::string> probe_argv() const override;
  Probe read_probe(const sys::Captured& answer) const override;
  std::vector<std::string> identity_argv(const model::EngineConfig& config) const override;
  Result<std::map<std::string, std::string>> read_identity(const model::EngineConfig& config,
                                                           const sys::Captured& answer) const override;
  std::vector<std::string> fetch_argv(const model::EngineConfig& config) const override;

private:
  DockerDialect m_dialect;
  EngineHost m_host;
};

} // namespace reprovip::launch
