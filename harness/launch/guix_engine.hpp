#pragma once

#include "harness/launch/engine.hpp"
#include "harness/launch/engine_host.hpp"

namespace reprovip::launch {

// GNU Guix, in one of three modes (`mode`, else what is given decides):
//   shell      a profile, or channels and manifest, in an environment of its own on the machine's files
//   container  the same with nothing but the store and what is shared; default for channels and manifest
//   pack       a tarball of `guix pack -R`, unpacked once below `EngineHost::cache` by its digest; needs no
//              Guix
// The program is looked for in the profile alone: a PATH of the invocation is left out, since the deployment
// is the profile. Inputs stay links to where they are. What Guix does not do, reprovip-exec does: inputs
// read-only, no network, memory limit.
class GuixEngine final : public Engine {
public:
  explicit GuixEngine(EngineHost host);

  EngineCommand command(const model::Invocation& invocation, const model::Deployment& deployment,
                        const AttemptPaths& paths) const override;
  std::vector<std::string> probe_argv() const override;
  Probe read_probe(const sys::Captured& answer) const override;
  std::vector<std::string> identity_argv(const model::EngineConfig& config) const override;
  // "identity", and of a profile "profile" (its place in the store), "items" (the packages' places),
  // "manifest" (sha256); of channels and manifest their "channels" and "manifest" (sha256) and "commits"; of
  // a pack "archive" (sha256) and "directory".
  Result<std::map<std::string, std::string>> read_identity(const model::EngineConfig& config,
                                                           const sys::Captured& answer) const override;
  std::vector<std::string> fetch_argv(const model::EngineConfig& config) const override;

private:
  std::string packs() const; // where they are unpacked

  EngineHost m_host;
};

// "shell", "container" or "pack".
std::string guix_mode(const model::EngineConfig& config);

} // namespace reprovip::launch
