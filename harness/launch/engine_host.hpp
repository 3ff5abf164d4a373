#pragma once

#include "harness/sys/process.hpp"

#include <cstdint>

namespace reprovip::launch {

// What of this user and machine goes into the command lines of engines: given to them, so that the same
// invocation on the same host is always the same command line.
struct EngineHost {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t cpus = 0;  // 0: unknown
  sys::Environment client; // the variables that engines' clients read, sorted by name
  sys::Path cache;         // where images are kept that were made from archives
};

// The cache is REPROVIP_CACHE, else reprovip in XDG_CACHE_HOME or ~/.cache.
EngineHost this_host();

// Of `environment`, what tells a client where it, its daemon, store and configuration are.
sys::Environment client_environment(const sys::Environment& environment);

} // namespace reprovip::launch
