#pragma once

#include "harness/launch/engine.hpp"
#include "harness/launch/engine_host.hpp"

#include <cstdint>
#include <string>

// One invocation, host and attempt that every engine's command line is approved with.
namespace reprovip::launch {

inline model::Invocation invocation() {
  model::Invocation made;
  made.argv = {"mrs-quantify", "--signal", "in/signal/sub-01.mrui", "--out", "."};
  made.environment = {{"TZ", "UTC"}, {"OMP_NUM_THREADS", "2"}};
  made.inputs = {
      {.id = "signal", .host = "/data/signals/sub-01.mrui", .staged = "in/signal/sub-01.mrui"},
      {.id = "basis", .host = "/data/a,b \"c\"", .staged = "in/basis/a,b \"c\"", .is_directory = true}};
  made.application_directory = "/apps/mrs";
  made.cpus = 1;
  made.threads = 2;
  made.resources.memory = std::uint64_t{4} << 30;
  return made;
}

// Each setting at a level that sets something.
inline model::Invocation with_settings() {
  auto made = invocation();
  made.cell.hex = "0123456789abcdef";
  made.settings = {{"affinity", "0-1"},     {"aslr", "off"},    {"clock", "+24h"}, {"hostname", "scanner"},
                   {"readdir", "reversed"}, {"rounding", "up"}, {"umask", "077"},  {"workdir", "/data/here"}};
  return made;
}

inline AttemptPaths paths() {
  return {.directory = "/store/a1",
          .work = "/store/a1/work",
          .inner = "/store/a1/inner",
          .executor = "/opt/reprovip-exec",
          .preload = "/opt/libreprovip-preload.so",
          .container_name = "reprovip-a1"};
}

inline EngineHost host(std::uint32_t uid = 1000) {
  return {.uid = uid,
          .gid = 100,
          .cpus = 8,
          .client = {{"DOCKER_HOST", "unix:///run/d.sock"}, {"PATH", "/bin"}},
          .cache = "/cache"};
}

inline std::string table(const EngineCommand& command) {
  std::string text;
  for (const auto& word : command.argv) {
    text += word + '\n';
  }
  text += "-- environment\n";
  for (const auto& [name, value] : command.environment) {
    text += name + "=" + value + '\n';
  }
  text += "-- kill\n";
  for (const auto& word : command.kill_argv) {
    text += word + '\n';
  }
  return text;
}

} // namespace reprovip::launch
