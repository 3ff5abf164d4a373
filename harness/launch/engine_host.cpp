#include "harness/launch/engine_host.hpp"

#include "harness/base/cpus.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace reprovip::launch {

namespace {

constexpr std::array<std::string_view, 6> k_names = {"HOME",     "HTTPS_PROXY", "HTTP_PROXY",
                                                     "NO_PROXY", "PATH",        "TMPDIR"};
constexpr std::array<std::string_view, 9> k_prefixes = {"APPTAINER_",   "CONTAINERS_", "CONTAINER_",
                                                        "DOCKER_",      "GUIX_",       "PODMAN_",
                                                        "SINGULARITY_", "UDOCKER_",    "XDG_"};

bool is_for_clients(const std::string& name) {
  const auto begins = [&name](std::string_view prefix) { return name.rfind(prefix, 0) == 0; };
  return std::find(k_names.begin(), k_names.end(), name) != k_names.end() ||
         std::any_of(k_prefixes.begin(), k_prefixes.end(), begins);
}

} // namespace

sys::Environment client_environment(const sys::Environment& environment) {
  sys::Environment client;
  for (const auto& variable : environment) {
    if (is_for_clients(variable.first)) {
      client.push_back(variable);
    }
  }
  std::sort(client.begin(), client.end());
  return client;
}

namespace {

sys::Path cache_directory() {
  if (const auto own = sys::environment_value("REPROVIP_CACHE"); !own.empty()) {
    return std::filesystem::absolute(own).lexically_normal();
  }
  const auto shared = sys::environment_value("XDG_CACHE_HOME");
  const auto home = sys::environment_value("HOME");
  return (shared.empty() ? sys::Path(home.empty() ? "/tmp" : home) / ".cache" : sys::Path(shared)) /
         "reprovip";
}

} // namespace

EngineHost this_host() {
  EngineHost host;
  host.uid = static_cast<std::uint32_t>(::getuid());
  host.gid = static_cast<std::uint32_t>(::getgid());
  host.cpus = usable_cpus();
  host.client = client_environment(sys::current_environment());
  host.cache = cache_directory();
  return host;
}

} // namespace reprovip::launch
