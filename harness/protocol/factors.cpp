#include "harness/protocol/factors.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/base/suggest.hpp"
#include "harness/model/builtin_factors.hpp"
#include "harness/protocol/application.hpp"
#include "harness/protocol/builtin_levels.hpp"
#include "harness/protocol/params.hpp"
#include "harness/protocol/sections.hpp"
#include "harness/protocol/templates.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reprovip::protocol {

namespace {

using model::FactorEffect;

struct EffectKey {
  std::string_view key;
  FactorEffect effect;
};
constexpr std::array<EffectKey, 6> k_effects = {{{"env", FactorEffect::environment},
                                                 {"arg", FactorEffect::argument},
                                                 {"param", FactorEffect::parameter},
                                                 {"image", FactorEffect::image},
                                                 {"wrapper", FactorEffect::wrapper},
                                                 {"application", FactorEffect::application}}};

// A level as the user named it, with what it sets.
struct Chosen {
  std::string name;
  const Node* value = nullptr;
  Mark at;
  bool is_known = true; // not when [factor.NAME] levels has no such name
};

std::vector<const Node*> listed(const Node& node) {
  std::vector<const Node*> nodes;
  if (node.is_scalar()) {
    nodes.push_back(&node);
  }
  for (const auto& item : node.items) {
    if (item.is_scalar()) {
      nodes.push_back(&item);
    }
  }
  return nodes;
}

bool is_reserved(std::string_view name) {
  return name == "engine" || name == "threads";
}

std::string name_of(const Node& scalar) {
  return model::to_text(value_of(scalar));
}

class FactorReader {
public:
  FactorReader(const Node& root, const FactorContext& context, Diagnostics& diagnostics)
      : m_root(root), m_context(context), m_diagnostics(diagnostics) {}

  std::vector<model::Factor> read() {
    check_declared();
    std::vector<model::Factor> factors;
    for (const auto& member : members_at(m_root, "factors")) {
      factors.push_back(factor(member));
    }
    const auto engine = std::ranges::find(factors, "engine", &model::Factor::name);
    if (engine == factors.end()) {
      factors.insert(factors.begin(), only_engine());
    } else {
      std::rotate(factors.begin(), engine, engine + 1);
    }
    return factors;
  }

private:
  // What VIP deploys is deployed by nobody else.
  model::Factor only_engine() const {
    const std::string name = launcher_from(m_root).launcher == "vip" ? "vip" : "native";
    model::Factor factor;
    factor.name = "engine";
    factor.source = model::Source::deployment;
    factor.effect = FactorEffect::engine;
    factor.levels = {{name, name}};
    return factor;
  }

  const model::ParamDecl* param(std::string_view id) const {
    return m_context.application ? model::find_param(*m_context.application, id) : nullptr;
  }

  static const Member* effect_of(const Node& own, FactorEffect& effect) {
    for (const auto& one : k_effects) {
      if (const auto* member = own.member(one.key)) {
        effect = one.effect;
        return member;
      }
    }
    return nullptr;
  }

  // [factor.NAME], whether it is used or not.
  void check_declared() {
    for (const auto& member : members_at(m_root, "factor")) {
      if (is_reserved(member.key)) {
        m_diagnostics.add(member.at, format("factor \"{}\" is built in", member.key), "choose another name");
        continue;
      }
      if (!member.value.is_table()) {
        continue;
      }
      FactorEffect effect{};
      const auto* setting = effect_of(member.value, effect);
      const bool is_known = !setting && (param(member.key) || model::find_builtin_factor(member.key));
      if (!setting && !is_known && m_context.application) {
        m_diagnostics.add(member.at, format("factor \"{}\" sets nothing", member.key),
                          "give \"env\", \"arg\", \"param\", \"image\", \"wrapper\" or \"application\"");
      }
      if (!is_known && !member.value.find("source")) {
        m_diagnostics.add(member.at, format("missing key \"source\" in [factor.{}]", member.key),
                          "say what it probes: method, software, build, os, machine, deployment or run");
      }
      if (setting) {
        check_setting(*setting, effect);
      }
    }
  }

  void check_setting(const Member& setting, FactorEffect effect) {
    const auto& node = setting.value;
    if (effect == FactorEffect::environment && node.is_text()) {
      check_variable(node.text, node.at, m_diagnostics);
    } else if (effect == FactorEffect::argument) {
      check_template(node, {"level"}, m_diagnostics);
    } else if (effect == FactorEffect::parameter && node.is_text() && m_context.application &&
               !param(node.text)) {
      std::vector<std::string> ids;
      for (const auto& one : m_context.application->params) {
        ids.push_back(one.id);
      }
      m_diagnostics.add(node.at, format("the application has no parameter \"{}\"", node.text),
                        suggestion(node.text, ids));
    } else if (effect == FactorEffect::image || effect == FactorEffect::wrapper ||
               effect == FactorEffect::application) {
      check_level_template(setting);
    }
  }

  void check_level_template(const Member& setting) {
    const auto& node = setting.value;
    check_template(node, {"level"}, m_diagnostics);
    const bool uses_level = node.is_text() && node.text.find("{level}") != std::string::npos;
    const bool is_true = node.kind == Node::Kind::boolean && node.boolean;
    if (!uses_level && !is_true && (node.is_text() || node.kind == Node::Kind::boolean)) {
      m_diagnostics.add(node.at, format("\"{}\" does not use the level", setting.key),
                        "write true, or a template with \"{level}\"");
    }
  }

  model::Factor factor(const Member& member) {
    model::Factor factor;
    factor.name = member.key;
    factor.where = to_pos(member.at);
    const auto* own = declared(member.key);
    FactorEffect effect{};
    const auto* builtin = model::find_builtin_factor(member.key);
    if (is_reserved(member.key)) {
      builtin_factor(member, *builtin, nullptr, factor);
    } else if (own && (effect_of(*own, effect) || !builtin || param(member.key))) {
      own_factor(member, *own, factor);
    } else if (param(member.key) || !m_context.application) {
      param_factor(factor, member.key, plain(member.value));
    } else if (builtin) {
      builtin_factor(member, *builtin, own, factor);
    } else {
      m_diagnostics.add(member.at, format("unknown factor \"{}\"", member.key), unknown_advice(member.key));
    }
    return factor;
  }

  const Node* declared(const std::string& name) const {
    const auto* all = m_root.find("factor");
    const auto* own = all ? all->find(name) : nullptr;
    return own && own->is_table() ? own : nullptr;
  }

  std::vector<std::string> known() const {
    auto names = model::builtin_factor_names();
    for (const auto& one :
         m_context.application ? m_context.application->params : std::vector<model::ParamDecl>{}) {
      names.push_back(one.id);
    }
    for (const auto& one : members_at(m_root, "factor")) {
      names.push_back(one.key);
    }
    return names;
  }

  std::string unknown_advice(const std::string& name) const {
    const auto near = best_match(name, known());
    return near.empty() ? format("known are the application's parameters, the built-in factors (`reprovip "
                                 "list factors`) and own ones: add [factor.{}]",
                                 name)
                        : format("did you mean \"{}\"?", near);
  }

  static std::vector<Chosen> plain(const Node& node) {
    std::vector<Chosen> chosen;
    for (const auto* item : listed(node)) {
      chosen.push_back({name_of(*item), item, item->at, true});
    }
    return chosen;
  }

  // The levels that [factors] names, looked up in [factor.NAME] levels when it has them.
  std::vector<Chosen> looked_up(const Member& member, const Node& own) {
    auto chosen = plain(member.value);
    const auto* levels = own.find("levels");
    if (!levels || !(levels->is_table() || levels->is_list())) {
      return chosen;
    }
    std::vector<std::pair<std::string, const Node*>> named;
    for (const auto& level : levels->members) {
      named.emplace_back(level.key, &level.value);
    }
    for (const auto& level : levels->items) {
      named.emplace_back(level.is_scalar() ? name_of(level) : "", &level);
    }
    for (auto& one : chosen) {
      const auto found = std::ranges::find(named, one.name, [](const auto& pair) { return pair.first; });
      if (found == named.end()) {
        std::vector<std::string> names;
        names.reserve(named.size());
        for (const auto& [name, value] : named) {
          names.push_back(name);
        }
        one.is_known = false;
        m_diagnostics.add(one.at, format("factor \"{}\" has no level \"{}\"", member.key, one.name),
                          suggestion(one.name, names));
      } else if (found->second->is_scalar()) {
        one.value = found->second;
      }
    }
    return chosen;
  }

  void add_levels(model::Factor& factor, const std::vector<Chosen>& chosen) {
    for (const auto& one : chosen) {
      if (one.name.empty()) {
        m_diagnostics.add(one.at, "a level needs a name",
                          format("name it in [factor.{}]: levels = {{ off = \"\" }}", factor.name));
      }
      if (std::ranges::any_of(factor.levels, [&](const auto& level) { return level.name == one.name; })) {
        m_diagnostics.add(one.at, format("level \"{}\" of \"{}\" is given twice", one.name, factor.name));
        continue;
      }
      factor.levels.push_back({one.name, value_of(*one.value)});
    }
  }

  void builtin_factor(const Member& member, const model::BuiltinFactor& builtin, const Node* own,
                      model::Factor& factor) {
    factor.source = builtin.source;
    factor.effect = builtin.effect;
    factor.target = builtin.target;
    if (const auto source = model::source_from(own ? text_at(*own, "source") : "")) {
      factor.source = *source;
    }
    const auto chosen = own ? looked_up(member, *own) : plain(member.value);
    add_levels(factor, chosen);
    for (const auto& one : chosen) {
      if (one.is_known) {
        check_builtin_level(builtin, *one.value, m_context, m_diagnostics);
      }
    }
    const auto neutral = model::neutral_level(builtin);
    for (auto& level : factor.levels) {
      level.neutral = !neutral.empty() && model::to_text(level.value) == neutral;
    }
  }

  void param_factor(model::Factor& factor, const std::string& id, const std::vector<Chosen>& chosen) {
    factor.source = model::Source::method;
    factor.effect = FactorEffect::parameter;
    factor.target = id;
    add_levels(factor, chosen);
    check_param_values(id, chosen);
    // A profile may let vary what is fixed otherwise.
    const auto& fixed = members_at(*m_context.written, "params");
    const auto& varied = members_at(*m_context.written, "factors");
    const auto twice = std::ranges::find(fixed, id, &Member::key);
    if (twice != fixed.end() && std::ranges::find(varied, factor.name, &Member::key) != varied.end()) {
      m_diagnostics.add(twice->at, format("parameter \"{}\" is a factor too", id),
                        "keep one of [params] and [factors]");
    }
  }

  void check_param_values(const std::string& id, const std::vector<Chosen>& chosen) {
    if (const auto* declaration = param(id)) {
      for (const auto& one : chosen) {
        auto value = *one.value;
        value.at = one.at;
        param_value(value, *declaration, m_diagnostics);
      }
    }
  }

  void own_factor(const Member& member, const Node& own, model::Factor& factor) {
    const auto chosen = looked_up(member, own);
    FactorEffect effect = FactorEffect::parameter;
    const auto* setting = effect_of(own, effect);
    if (effect == FactorEffect::parameter) {
      param_factor(factor, setting && setting->value.is_text() ? setting->value.text : member.key, chosen);
    } else {
      add_levels(factor, chosen);
    }
    factor.effect = effect;
    if (const auto source = model::source_from(text_at(own, "source"))) {
      factor.source = *source;
    }
    if (effect == FactorEffect::environment || effect == FactorEffect::argument) {
      factor.target = setting->value.text;
    } else if (effect != FactorEffect::parameter) {
      expand_levels(*setting, factor);
    }
    if (effect == FactorEffect::application && m_context.read_version) {
      for (std::size_t i = 0; i < factor.levels.size() && i < chosen.size(); ++i) {
        m_context.read_version(chosen[i].value->at, model::to_text(factor.levels[i].value));
      }
    }
  }

  // `image = "registry/app:{level}"`: the level's value becomes the whole reference. An empty level stays
  // empty: what the protocol has without the factor.
  static void expand_levels(const Member& setting, model::Factor& factor) {
    for (auto& level : factor.levels) {
      const auto text = model::to_text(level.value);
      level.value = text;
      if (setting.value.is_text() && !text.empty()) {
        const auto expanded =
            expand(setting.value.text, [&](std::string_view) { return std::optional(text); });
        level.value = expanded.value_or(text);
      }
    }
  }

  const Node& m_root;
  const FactorContext& m_context;
  Diagnostics& m_diagnostics;
};

} // namespace

std::vector<model::Factor> factors_from(const Node& root, const FactorContext& context,
                                        Diagnostics& diagnostics) {
  return FactorReader(root, context, diagnostics).read();
}

} // namespace reprovip::protocol
