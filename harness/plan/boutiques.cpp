#include "harness/plan/boutiques.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/plan/shell_text.hpp"

#include <algorithm>

namespace reprovip::plan {

namespace {

using model::ValueKey;

// A template is either a command line or the path of an output.
enum class Template { command, path };

KeyValues input_values(const Case& about) {
  KeyValues values;
  for (const auto& file : about.subject.inputs) {
    auto& value = values[file.id];
    value.kind = KeyValue::Kind::file;
    value.items.push_back(file.staged);
  }
  for (const auto& param : about.application.params) {
    const auto set = param_value(about.resolved.protocol, about.application, about.levels, param.id);
    if (!set) {
      continue;
    }
    auto& value = values[param.id];
    switch (param.type) {
    case model::ParamType::boolean:
      value.kind = KeyValue::Kind::flag;
      value.items = {model::to_text(*set) == "true" ? "True" : "False"};
      break;
    case model::ParamType::string:
      value.kind = KeyValue::Kind::text;
      value.items = list_items(param, *set);
      break;
    case model::ParamType::integer:
    case model::ParamType::number:
      value.kind = KeyValue::Kind::number;
      value.items = param.list ? list_items(param, *set) : Texts{python_text(*set)};
      break;
    }
  }
  return values;
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string joined(const ValueKey& key, const KeyValue& value, Template what) {
  const bool is_output = value.kind == KeyValue::Kind::output;
  const bool is_path = is_output || value.kind == KeyValue::Kind::file;
  const bool quoted = is_output || (what == Template::command && key.quote);
  std::string text;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    auto item = value.items[i];
    if (what == Template::path && value.kind == KeyValue::Kind::file) {
      item = base_name(item);
    }
    item = quoted ? shell_quote(item) : item;
    if (what == Template::command && key.absolute_path && is_path && !item.starts_with('/')) {
      item.insert(0, "\"$PWD\"/");
    }
    text += i == 0 ? "" : key.list_separator;
    text += item;
  }
  return text;
}

std::string text_of(const ValueKey& key, const KeyValue& value, Template what, const Texts& stripped) {
  auto text = joined(key, value, what);
  if (what == Template::command && !key.flag.empty()) {
    if (key.is_flag) {
      text = value.is_false() ? "" : key.flag;
    } else {
      text = key.flag + key.flag_separator + text;
    }
  }
  if (value.kind == KeyValue::Kind::file || value.kind == KeyValue::Kind::text) {
    for (const auto& extension : stripped) {
      text = replace_all(std::move(text), extension, "");
    }
  }
  return text;
}

std::string replace_keys(std::string text, const model::ShellCommand& shell, const KeyValues& values,
                         Template what, const Texts& stripped) {
  for (const auto& key : shell.keys) {
    const auto value = values.find(key.id);
    if (value != values.end()) {
      const auto replacement = text_of(key, value->second, what, stripped);
      text = replacement.empty() ? replace_all(std::move(text), " " + key.key, "")
                                 : replace_all(std::move(text), key.key, replacement);
    } else if (what == Template::command) {
      const auto with_blank = " " + key.key;
      const bool has_blank = text.find(with_blank) != std::string::npos;
      text = replace_all(std::move(text), has_blank ? with_blank : key.key, "");
    }
  }
  return text;
}

// The placeholders that a protocol may write into a path; a brace that is none of them is the descriptor's
// own.
Result<std::string> expand_path(const Case& about, const std::string& path) {
  return expand(path, [&](std::string_view name) -> std::optional<std::string> {
    const auto texts = placeholder(about, name);
    return texts && texts->size() == 1 ? texts->front() : format("{{{}}}", name);
  });
}

class PathMaker {
public:
  PathMaker(const Case& about, const model::ShellCommand& shell) : m_about(about), m_shell(shell) {
    for (const auto& key : shell.keys) {
      m_ids.push_back(key.id);
    }
  }

  Result<std::string> path(const model::OutputDecl& output, const KeyValues& values) const {
    TRY_ASSIGN(const auto pattern, pattern_of(output, values));
    const auto stripped = m_shell.stripped_extensions.find(output.id);
    return replace_keys(pattern, m_shell, values, Template::path,
                        stripped == m_shell.stripped_extensions.end() ? Texts{} : stripped->second);
  }

private:
  // Conditions are looked at in each round; a plain template goes on from where the last round left it.
  Result<std::string> pattern_of(const model::OutputDecl& output, const KeyValues& values) const {
    const auto conditional = m_shell.conditional_paths.find(output.id);
    if (conditional == m_shell.conditional_paths.end() || is_overridden(output)) {
      const auto made = values.find(output.id);
      return made == values.end() ? expand_path(m_about, output.path)
                                  : Result<std::string>(made->second.items.front());
    }
    for (const auto& choice : conditional->second) {
      TRY_ASSIGN(const bool holds, condition_holds(choice.condition, values, m_ids));
      if (holds) {
        return choice.path;
      }
    }
    return failure(ErrorKind::protocol, format("no condition of the path of output \"{}\" holds", output.id),
                   "add \"default\" to its conditional-path-template");
  }

  // A path that the protocol gives takes the place of the descriptor's conditions.
  bool is_overridden(const model::OutputDecl& output) const {
    const auto& declared = m_about.application.outputs;
    const auto own = std::ranges::find(declared, output.id, &model::OutputDecl::id);
    return own != declared.end() && own->path != output.path;
  }

  const Case& m_about;
  const model::ShellCommand& m_shell;
  Texts m_ids;
};

} // namespace

Result<ShellExpansion> expand_shell(const Case& about, const std::vector<model::OutputDecl>& outputs) {
  const auto& shell = *about.application.shell;
  auto values = input_values(about);
  for (const auto& input : about.application.inputs) {
    if (!input.optional && !values.contains(input.id)) {
      return failure(ErrorKind::protocol, format("input \"{}\" has no file", input.id),
                     format("bind it: {} = \"...\" in [inputs]", input.id));
    }
  }
  for (const auto& param : about.application.params) {
    if (!param.optional && !values.contains(param.id)) {
      return failure(ErrorKind::protocol, format("parameter \"{}\" has no value", param.id),
                     format("give it one: {} = ... in [params]", param.id));
    }
  }
  if (const auto broken = broken_rules(shell, values); !broken.empty()) {
    return failure(ErrorKind::protocol, broken, "change [inputs], [params] or [factors]");
  }
  const PathMaker maker(about, shell);
  ShellExpansion expansion;
  for (int round = 0; round < 2; ++round) {
    for (const auto& output : outputs) {
      TRY_ASSIGN(auto path, maker.path(output, values));
      values[output.id] = KeyValue{KeyValue::Kind::output, {path}};
      expansion.paths[output.id] = std::move(path);
    }
  }
  expansion.text = replace_keys(shell.text, shell, values, Template::command, {});
  return expansion;
}

} // namespace reprovip::plan
