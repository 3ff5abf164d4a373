#include "harness/plan/environment.hpp"

#include "harness/model/builtin_factors.hpp"
#include "harness/plan/deployment.hpp"
#include "harness/plan/shell_text.hpp"

namespace reprovip::plan {

namespace {

using Variables = std::map<std::string, std::string>;

// The input whose value key is the whole value: Boutiques' way to pass an input by the environment.
std::optional<std::string> value_key(const Case& about, const std::string& text) {
  if (!about.application.shell) {
    return std::nullopt;
  }
  for (const auto& key : about.application.shell->keys) {
    if (key.key != text) {
      continue;
    }
    const bool is_input = model::find_input(about.application, key.id) != nullptr;
    const auto value = placeholder(about, (is_input ? "input." : "param.") + key.id);
    return value && !value->empty() ? std::optional(value->front()) : std::nullopt;
  }
  return std::nullopt;
}

Result<void> add_expanded(const Case& about, const Variables& from, Variables& to) {
  for (const auto& [name, text] : from) {
    if (auto value = value_key(about, text)) {
      to[name] = std::move(*value);
      continue;
    }
    TRY_ASSIGN(auto value, expand_text(about, text));
    if (value) {
      to[name] = std::move(*value);
    } else {
      to.erase(name);
    }
  }
  return {};
}

void add_level(const model::Factor& factor, const model::Level& level, Variables& to) {
  auto value = model::to_text(level.value);
  if (factor.effect == model::FactorEffect::cpu) {
    for (const auto& [name, text] : model::cpu_variables(factor.target, value)) {
      to[name] = text;
    }
  } else if (factor.effect == model::FactorEffect::environment && value.empty()) {
    to.erase(factor.target);
  } else if (factor.effect == model::FactorEffect::environment) {
    to[factor.target] = std::move(value);
  }
}

void add_factors(const Case& about, Variables& to) {
  const auto& factors = about.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (const auto& level = factors[i].levels[about.levels[i]]; !level.neutral) {
      add_level(factors[i], level, to);
    }
  }
  if (const auto threads = threads_of(about.resolved.protocol, about.levels); threads != 0) {
    for (const auto& name : model::thread_variables()) {
      to[name] = std::to_string(threads);
    }
  }
}

} // namespace

Result<Variables> make_environment(const Case& about) {
  Variables variables = {{"PATH", k_default_path}};
  for (const auto& [name, value] : about.resolved.passed) {
    variables[name] = value;
  }
  TRY(add_expanded(about, about.application.environment, variables));
  TRY(add_expanded(about, about.resolved.protocol.environment.set, variables));
  add_factors(about, variables);
  const auto& seed = about.application.seed;
  if (seed && !seed->env.empty() && about.seed != 0) {
    variables[seed->env] = std::to_string(about.seed);
  }
  return variables;
}

} // namespace reprovip::plan
