#include "harness/protocol/setters.hpp"

#include "harness/base/format.hpp"

#include <map>
#include <string>

namespace reprovip::protocol {

namespace {

// Variable → who sets it, other than own factors.
std::map<std::string, std::string> other_setters(const model::Protocol& protocol) {
  std::map<std::string, std::string> setters;
  for (const auto& [variable, value] : protocol.environment.set) {
    setters[variable] = "[env] set";
  }
  const auto& seed = protocol.application.seed;
  if (seed && !seed->env.empty() && protocol.repeat.seed != model::SeedPolicy::none) {
    setters[seed->env] = "the application's [seed]";
  }
  return setters;
}

} // namespace

void check_setters(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics) {
  auto setters = other_setters(protocol);
  const auto* own = root.find("factor");
  for (const auto& factor : protocol.factors) {
    const auto* table = own != nullptr ? own->find(factor.name) : nullptr;
    const auto* variable = table != nullptr ? table->member("env") : nullptr;
    if (factor.effect != model::FactorEffect::environment || variable == nullptr) {
      continue;
    }
    const auto [known, is_new] = setters.emplace(factor.target, format("factor \"{}\"", factor.name));
    if (!is_new) {
      diagnostics.add(
          variable->value.at,
          format("factor \"{}\" sets \"{}\", which {} sets too", factor.name, factor.target, known->second),
          "let one of them set it: the other would have no effect");
    }
  }
}

} // namespace reprovip::protocol
