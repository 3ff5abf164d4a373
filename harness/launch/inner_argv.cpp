#include "harness/launch/inner_argv.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace reprovip::launch {

namespace {

constexpr std::array<std::string_view, 3> k_preloaded = {"clock", "readdir", "rounding"};

} // namespace

bool needs_preload(const model::Invocation& invocation) {
  return std::ranges::any_of(invocation.settings, [](const auto& setting) {
    return std::ranges::find(k_preloaded, setting.first) != k_preloaded.end();
  });
}

std::vector<std::string> inner_argv(const model::Invocation& invocation,
                                    const InnerSurroundings& surroundings) {
  std::vector<std::string> argv = {surroundings.executor, "inner", "--record", surroundings.record};
  for (const auto& name : surroundings.unset) {
    if (!invocation.environment.contains(name)) {
      argv.insert(argv.end(), {"--unset", name});
    }
  }
  if (surroundings.sets_environment) {
    for (const auto& [name, value] : invocation.environment) {
      argv.insert(argv.end(), {"--env", format("{}={}", name, value)});
    }
  }
  for (const auto& [name, value] : invocation.settings) {
    if (std::ranges::find(surroundings.seen_to, name) == surroundings.seen_to.end()) {
      argv.insert(argv.end(), {"--set", format("{}={}", name, value)});
    }
  }
  if (needs_preload(invocation)) {
    argv.insert(argv.end(), {"--preload", surroundings.preload});
  }
  argv.emplace_back("--");
  argv.insert(argv.end(), invocation.argv.begin(), invocation.argv.end());
  return argv;
}

} // namespace reprovip::launch
