#pragma once

#include "harness/base/result.hpp"
#include "harness/launch/engine.hpp"

#include <map>
#include <string>

namespace reprovip::launch {

// The answer of `PROGRAM version --format {{json .}}`. With a daemon, a client alone is not usable.
Probe read_version(const std::string& program, bool has_daemon, const sys::Captured& answer);

// What a command said first, and why it failed: its first words on standard error, else its status.
std::string first_line(const std::string& text);
std::string why_failed(const std::string& program, const sys::Captured& answer);

// The answer of `PROGRAM image inspect IMAGE`: "id" (the digest of the image's configuration: the same for
// the same archive in every engine), "repo_digests" and "layers" (each a list with spaces), "platform",
// "image_environment" (a JSON list of "NAME=VALUE") and "archive" when one is configured. A missing image is
// an error that says how to get it; so is an image that is not the one pinned with `@sha256:`.
Result<std::map<std::string, std::string>>
read_image(const std::string& program, const model::EngineConfig& config, const sys::Captured& answer);

} // namespace reprovip::launch
