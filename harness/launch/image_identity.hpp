#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/engine.hpp"

#include <map>
#include <string>

namespace reprovip::launch {

// The answer of `PROGRAM version --format {{json .}}`. With a daemon, a client alone is not usable.
Probe read_version(const std::string& program, bool has_daemon, const sys::Captured& answer);

// The answer of `PROGRAM image inspect IMAGE`: "id" (the digest of the image's configuration: the same for
// the same archive in every engine), "repo_digests" and "layers" (each a list with spaces), "platform", and
// "archive" when one is configured. A missing image is an error that says how to get it; so is an image that
// is not the one pinned with `@sha256:`.
Result<std::map<std::string, std::string>>
read_image(const std::string& program, const model::EngineConfig& config, const sys::Captured& answer);

} // namespace reprovip::launch
