#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/protocol/application.hpp"
#include "harness/protocol/params.hpp"
#include "harness/protocol/sections.hpp"
#include "harness/protocol/templates.hpp"

#include <algorithm>

namespace reprovip::protocol {

namespace {

template <typename Declarations>
std::vector<std::string> ids_of(const Declarations& declarations) {
  std::vector<std::string> ids;
  for (const auto& one : declarations) {
    ids.push_back(one.id);
  }
  return ids;
}

class Binder {
public:
  Binder(const Node& root, const model::Application& application, const model::Vocabulary& vocabulary,
         bool has_columns, bool imported, Diagnostics& diagnostics)
      : m_root(root), m_application(application), m_vocabulary(vocabulary), m_has_columns(has_columns),
        m_imported(imported), m_diagnostics(diagnostics) {}

  Bindings bind() {
    inputs();
    params();
    outputs();
    truth();
    environment();
    return std::move(m_bindings);
  }

private:
  void unknown(const Member& member, const std::string& what, const std::vector<std::string>& ids) {
    m_diagnostics.add(member.at, format("the application has no {} \"{}\"", what, member.key),
                      ids.empty() ? format("it has no {}s", what) : suggestion(member.key, ids));
  }

  void inputs() {
    for (const auto& member : members_at(m_root, "inputs")) {
      const auto* declared = model::find_input(m_application, member.key);
      if (!declared) {
        unknown(member, "input", ids_of(m_application.inputs));
      } else if (member.value.is_list() && !declared->list) {
        m_diagnostics.add(member.value.at, format("input \"{}\" takes one path, not a list", member.key));
      }
      check_paths(member.value);
      m_bindings.inputs[member.key] = {texts_at(m_root.member("inputs")->value, member.key),
                                       to_pos(member.at)};
    }
  }

  void check_paths(const Node& node) {
    check_template(node, input_placeholders(m_has_columns), m_diagnostics);
    for (const auto& item : node.items) {
      check_template(item, input_placeholders(m_has_columns), m_diagnostics);
    }
  }

  void params() {
    for (const auto& member : members_at(m_root, "params")) {
      const auto* declared = model::find_param(m_application, member.key);
      if (!declared) {
        unknown(member, "parameter", ids_of(m_application.params));
      } else if (member.value.is_scalar() || member.value.is_list()) {
        if (auto value = param_value(member.value, *declared, m_diagnostics)) {
          m_bindings.params[member.key] = std::move(*value);
        }
      }
    }
  }

  void outputs() {
    m_bindings.outputs = m_application.outputs;
    check_ids(members_at(m_root, "outputs"), "an output", m_diagnostics);
    for (const auto& member : members_at(m_root, "outputs")) {
      auto& outputs = m_bindings.outputs;
      auto known = std::ranges::find(outputs, member.key, &model::OutputDecl::id);
      if (known == outputs.end()) {
        check_new_output(member);
        outputs.emplace_back().id = member.key;
        known = std::prev(outputs.end());
      }
      for (const auto* key : {"path", "member"}) {
        if (const auto* text = m_imported ? nullptr : member.value.find(key)) {
          check_template(*text, command_placeholders(m_application), m_diagnostics);
        }
      }
      *known = output_from(member, *known, m_vocabulary, m_diagnostics);
    }
  }

  void check_new_output(const Member& member) {
    if (m_imported && member.value.is_table() && !member.value.find("path")) {
      m_diagnostics.add(member.at, format("output \"{}\" has no path", member.key),
                        "give \"path\": the pattern of its files in the tree");
    } else if (member.value.is_table() && !member.value.find("path")) {
      const auto ids = ids_of(m_application.outputs);
      const auto near = best_match(member.key, ids);
      m_diagnostics.add(member.at, format("the application has no output \"{}\"", member.key),
                        near.empty() ? "give \"path\" to add one"
                                     : format("did you mean \"{}\"? give \"path\" to add one", near));
    }
  }

  void truth() {
    for (const auto& member : members_at(m_root, "truth")) {
      const auto ids = ids_of(m_bindings.outputs);
      if (std::ranges::find(ids, member.key) == ids.end()) {
        m_diagnostics.add(member.at, format("there is no output \"{}\"", member.key),
                          suggestion(member.key, ids));
      }
      check_paths(member.value);
      m_bindings.truth[member.key] = member.value.text;
    }
  }

  void environment() {
    const auto* node = m_root.find("env");
    if (!node) {
      return;
    }
    m_bindings.environment.pass = texts_at(*node, "pass");
    m_bindings.environment.set = variables_of(*node, m_diagnostics);
    for (const auto& variable : members_at(*node, "set")) {
      check_template(variable.value, command_placeholders(m_application), m_diagnostics);
    }
  }

  const Node& m_root;
  const model::Application& m_application;
  const model::Vocabulary& m_vocabulary;
  bool m_has_columns;
  bool m_imported;
  Diagnostics& m_diagnostics;
  Bindings m_bindings;
};

Mark mark_of(const Node& root, std::string_view first, std::string_view second) {
  const auto* member = root.member(first);
  member = member ? member : root.member(second);
  return member ? member->at : root.at;
}

bool varies(const model::Protocol& protocol, const std::string& param) {
  return std::ranges::any_of(protocol.factors, [&](const model::Factor& factor) {
    return factor.effect == model::FactorEffect::parameter && factor.target == param;
  });
}

} // namespace

Bindings bindings_from(const Node& root, const model::Application& application,
                       const model::Vocabulary& vocabulary, bool has_columns, bool imported,
                       Diagnostics& diagnostics) {
  return Binder(root, application, vocabulary, has_columns, imported, diagnostics).bind();
}

void check_bound(const Node& root, const model::Protocol& protocol, Diagnostics& diagnostics) {
  for (const auto& input : protocol.application.inputs) {
    if (protocol.inputs.contains(input.id)) {
      continue;
    }
    const auto relative =
        std::ranges::find_if(input.fallback, [](const auto& path) { return !path.starts_with('/'); });
    if (relative != input.fallback.end()) {
      diagnostics.add(
          mark_of(root, "inputs", "application"),
          format("input \"{}\" has no path, and its default \"{}\" is no absolute path", input.id, *relative),
          format("add {} = \"...\" to [inputs]", input.id));
    } else if (!input.optional && input.fallback.empty()) {
      diagnostics.add(mark_of(root, "inputs", "application"), format("input \"{}\" has no path", input.id),
                      format("add {} = \"...\" to [inputs]", input.id));
    }
  }
  const auto* params = root.find("params");
  for (const auto& param : protocol.application.params) {
    const bool is_set = (params && params->find(param.id)) || varies(protocol, param.id);
    if (!param.optional && !param.fallback && !is_set) {
      diagnostics.add(mark_of(root, "params", "application"),
                      format("parameter \"{}\" has no value", param.id),
                      format("add {} = ... to [params]", param.id));
    }
  }
}

} // namespace reprovip::protocol
