#include "harness/launch/inner_argv.hpp"

#include "harness/base/format.hpp"
#include "harness/model/builtin_factors.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace reprovip::launch {

namespace {

constexpr std::array<std::string_view, 3> k_preloaded = {"clock", "readdir", "rounding"};

} // namespace

std::string setting_of(const model::Invocation& invocation, const std::string& name,
                       const std::string& otherwise) {
  const auto found = invocation.settings.find(name);
  const auto* const factor = model::find_builtin_factor(name);
  const bool is_neutral = found == invocation.settings.end() ||
                          (factor != nullptr && found->second == model::neutral_level(*factor));
  return is_neutral ? otherwise : found->second;
}

bool needs_preload(const model::Invocation& invocation) {
  return std::ranges::any_of(k_preloaded, [&](std::string_view name) {
    return !setting_of(invocation, std::string(name), "").empty();
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
  if (needs_preload(invocation)) {
    argv.insert(argv.end(),
                {"--env", format("REPROVIP_SEED={}-r{}", invocation.cell.brief(), invocation.repetition)});
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
