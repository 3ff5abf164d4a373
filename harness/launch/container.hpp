#pragma once

#include "harness/launch/engine.hpp"
#include "harness/launch/inner_argv.hpp"

#include <string>
#include <vector>

namespace reprovip::launch {

// Where things are inside a container, the same for every engine.
inline constexpr const char* k_container_executor = "/.reprovip/exec";
inline constexpr const char* k_container_inner = "/.reprovip/inner";
inline constexpr const char* k_container_preload = "/.reprovip/preload.so";
inline constexpr const char* k_container_work = "/.reprovip/work";

// The program's work directory: the setting "workdir", else k_container_work.
std::string work_inside(const model::Invocation& invocation);

// What an engine shows of the host: `host` is absolute.
struct Mount {
  std::string host;
  std::string inside;
  bool is_writable = false;
};
// The executor, the library of settings where one needs it, the attempt's inner and work directories, the
// inputs, the application's and its build's files: outer folders first. Only the two directories are
// writable.
std::vector<Mount> mounts_of(const model::Invocation& invocation, const AttemptPaths& paths);

// As `--mount` takes it, with docker, podman and apptainer: type=bind,source=...,target=...[,readonly], one
// CSV record.
std::string bind_mount(const Mount& mount);

// The inner end's command line in a container. `added`: what the engine puts into the environment by itself;
// what the image sets too (details "image_environment") stays.
std::vector<std::string> container_inner_argv(const model::Invocation& invocation,
                                              const model::Deployment& deployment,
                                              const std::vector<std::string>& added, bool sets_environment,
                                              std::vector<std::string> seen_to);

// The variables that the image sets, "NAME=VALUE", of details "image_environment" (a JSON list of texts).
std::vector<std::string> image_environment(const model::Deployment& deployment);
// With the variables of the image where the invocation says nothing else, for engines that change them on
// the way; PATH is as docker gives it where the image has none.
model::Invocation with_image_environment(const model::Invocation& invocation,
                                         const model::Deployment& deployment);

} // namespace reprovip::launch
