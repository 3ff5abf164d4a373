#include "harness/protocol/builtin_levels.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <map>

namespace reprovip::protocol {

namespace {

using model::FactorEffect;

void check_engine(const Node& level, const std::string& name, const FactorContext& context,
                  Diagnostics& diagnostics) {
  if (!model::find_plugin(context.vocabulary->engines, name)) {
    diagnostics.add(level.at, format("unknown engine \"{}\"", name),
                    suggestion(name, model::names_of(context.vocabulary->engines)));
  }
}

void check_variant(const Node& level, const std::string& name, const FactorContext& context,
                   Diagnostics& diagnostics) {
  if (!context.application) {
    return;
  }
  const auto& build = context.application->build;
  if (!build) {
    diagnostics.add(level.at, format("the application \"{}\" has no [build]", context.application->name),
                    "add [build] with its command, sources and variants to the application");
  } else if (!build->variants.contains(name)) {
    std::vector<std::string> names;
    for (const auto& [variant, variables] : build->variants) {
      names.push_back(variant);
    }
    diagnostics.add(level.at, format("the application's [build] has no variant \"{}\"", name),
                    suggestion(name, names));
  }
}

// Numbers are written as numbers: "4" is a mistake that the table cannot see.
bool is_number_for(const model::BuiltinFactor& builtin, const Node& level) {
  const bool counts = builtin.effect == FactorEffect::threads || builtin.effect == FactorEffect::seed;
  return !counts || level.kind == Node::Kind::integer;
}

} // namespace

void check_builtin_level(const model::BuiltinFactor& builtin, const Node& level, const FactorContext& context,
                         Diagnostics& diagnostics) {
  const auto value = value_of(level);
  const auto name = model::to_text(value);
  auto advice = model::level_advice(builtin, value);
  if (advice.empty() && !is_number_for(builtin, level)) {
    advice = "write a number, not text";
  }
  if (!advice.empty()) {
    diagnostics.add(
        level.at,
        format("\"{}\" cannot be {}", builtin.name, level.is_text() ? format("\"{}\"", name) : name),
        std::move(advice));
  } else if (builtin.effect == FactorEffect::engine) {
    check_engine(level, name, context, diagnostics);
  } else if (builtin.effect == FactorEffect::build) {
    check_variant(level, name, context, diagnostics);
  } else if (builtin.effect == FactorEffect::application && context.read_version) {
    context.read_version(level.at, name);
  }
}

} // namespace reprovip::protocol
