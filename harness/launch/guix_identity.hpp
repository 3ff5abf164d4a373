#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/engine.hpp"

#include <map>
#include <string>
#include <vector>

namespace reprovip::launch {

// The questions are small shell scripts, since Guix answers each part by another command; none of them needs
// the daemon.
std::vector<std::string> guix_profile_question(const std::string& profile);
std::vector<std::string> guix_channels_question(const std::string& channels, const std::string& manifest);
// Fails when the tarball is not yet unpacked below `cache`.
std::vector<std::string> guix_pack_question(const std::string& archive, const std::string& cache);
std::vector<std::string> guix_unpack(const std::string& archive, const std::string& cache);

// The answers, see GuixEngine::read_identity. A profile that is not there, and channels without a commit, are
// errors that say how to get them.
using GuixDetails = Result<std::map<std::string, std::string>>;
GuixDetails read_guix_profile(const model::EngineConfig& config, const sys::Captured& answer);
GuixDetails read_guix_channels(const model::EngineConfig& config, const sys::Captured& answer);
GuixDetails read_guix_pack(const model::EngineConfig& config, const sys::Captured& answer,
                           const std::string& cache);

// Of `guix --version`, and whether the daemon answers: a profile runs without, making one does not.
std::vector<std::string> guix_probe_question();
Probe read_guix_probe(const sys::Captured& answer);

} // namespace reprovip::launch
