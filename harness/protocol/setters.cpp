#include "harness/protocol/setters.hpp"

#include "harness/base/format.hpp"
#include "harness/model/builtin_factors.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace reprovip::protocol {

namespace {

using model::FactorEffect;

std::string quoted(const std::string& name) {
  return format("\"{}\"", name);
}

bool sets_seed(const model::Protocol& protocol) {
  return protocol.repeat.seed != model::SeedPolicy::none ||
         std::ranges::find(protocol.factors, FactorEffect::seed, &model::Factor::effect) !=
             protocol.factors.end();
}

// What is set → who sets it, other than factors.
std::map<std::string, std::string> other_setters(const model::Protocol& protocol) {
  std::map<std::string, std::string> setters;
  for (const auto& [variable, value] : protocol.environment.set) {
    setters[quoted(variable)] = "[env] set";
  }
  const auto& seed = protocol.application.seed;
  if (seed && !seed->env.empty() && sets_seed(protocol)) {
    setters[quoted(seed->env)] = "the application's [seed]";
  }
  return setters;
}

// The variables that any level of the factor sets.
std::vector<std::string> variables_of(const model::Factor& factor) {
  std::vector<std::string> variables;
  if (factor.effect == FactorEffect::threads) {
    return model::thread_variables();
  }
  for (const auto& level : factor.levels) {
    if (factor.effect == FactorEffect::environment && !level.neutral) {
      variables = {factor.target};
    } else if (factor.effect == FactorEffect::cpu) {
      for (const auto& [variable, value] : model::cpu_variables(factor.target, model::to_text(level.value))) {
        if (std::ranges::find(variables, variable) == variables.end()) {
          variables.push_back(variable);
        }
      }
    }
  }
  return variables;
}

// All that the factor sets and only one may set, as it is called in messages.
std::vector<std::string> things_of(const model::Factor& factor) {
  switch (factor.effect) {
  case FactorEffect::image:
    return {"the image"};
  case FactorEffect::application:
    return {"the application"};
  case FactorEffect::parameter:
    return {format("parameter \"{}\"", factor.target)};
  default:
    break;
  }
  std::vector<std::string> things;
  for (const auto& variable : variables_of(factor)) {
    things.push_back(quoted(variable));
  }
  return things;
}

// Where the file says what the factor sets: [factor.NAME], else [factors].
Mark mark_of(const Node& root, const std::string& name) {
  static constexpr std::array k_keys = {"env", "param", "image", "application"};
  const auto* own = root.find("factor");
  own = own != nullptr ? own->find(name) : nullptr;
  for (const auto* key : k_keys) {
    if (const auto* setting = own != nullptr ? own->find(key) : nullptr) {
      return setting->at;
    }
  }
  const auto* factors = root.find("factors");
  const auto* member = factors != nullptr ? factors->member(name) : nullptr;
  return member != nullptr ? member->at : root.at;
}

} // namespace

void check_setters(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics) {
  auto setters = other_setters(protocol);
  for (const auto& factor : protocol.factors) {
    bool is_said = false;
    for (const auto& thing : things_of(factor)) {
      const auto [known, is_new] = setters.emplace(thing, format("factor \"{}\"", factor.name));
      if (!is_new && !is_said) {
        is_said = true;
        diagnostics.add(mark_of(root, factor.name),
                        format("factor \"{}\" sets {}, which {} sets too", factor.name, thing, known->second),
                        "let one of them set it: the other would have no effect");
      }
    }
  }
}

} // namespace reprovip::protocol
