#include "harness/plan/boutiques.hpp"

#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/model/path_condition.hpp"
#include "harness/plan/shell_text.hpp"

#include <algorithm>

namespace reprovip::plan {

namespace {

KeyValues input_values(const Case& about) {
  KeyValues values;
  for (const auto& file : about.subject.inputs) {
    auto& value = values[file.id];
    value.kind = KeyValue::Kind::file;
    value.items.push_back(file.staged);
  }
  for (const auto& input : about.application.inputs) {
    if (!input.fallback.empty() && !values.contains(input.id)) {
      values[input.id] = {KeyValue::Kind::file, input.fallback};
    }
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

// The placeholders that a protocol may write into a path; a brace that is none of them is the descriptor's
// own.
Result<std::string> expand_path(const Case& about, const std::string& path) {
  return expand(path, [&](std::string_view name) -> std::optional<std::string> {
    const auto texts = placeholder(about, name);
    return texts && texts->size() == 1 ? texts->front() : format("{{{}}}", name);
  });
}

Texts stripped_for(const model::ShellCommand& shell, const std::string& output) {
  const auto stripped = shell.stripped_extensions.find(output);
  return stripped == shell.stripped_extensions.end() ? Texts{} : stripped->second;
}

class PathMaker {
public:
  PathMaker(const Case& about, const model::ShellCommand& shell) : m_about(about), m_shell(shell) {
    for (const auto& key : shell.keys) {
      m_ids.push_back(key.id);
    }
  }

  // Nothing for an optional output of which no condition holds.
  Result<std::optional<std::string>> path(const model::OutputDecl& output, const KeyValues& values) const {
    TRY_ASSIGN(const auto pattern, pattern_of(output, values));
    if (!pattern) {
      return std::nullopt;
    }
    return replace_keys(*pattern, m_shell, values, Template::path, stripped_for(m_shell, output.id));
  }

private:
  // Conditions are looked at in each round; a plain template goes on from where the last round left it.
  Result<std::optional<std::string>> pattern_of(const model::OutputDecl& output,
                                                const KeyValues& values) const {
    const auto conditional = m_shell.conditional_paths.find(output.id);
    if (conditional == m_shell.conditional_paths.end() || is_overridden(output)) {
      const auto made = values.find(output.id);
      if (made != values.end()) {
        return made->second.items.front();
      }
      return expand_path(m_about, output.path);
    }
    for (const auto& choice : conditional->second) {
      TRY_ASSIGN(const bool holds, condition_holds(choice.condition, values, m_ids));
      if (holds) {
        return choice.path;
      }
    }
    if (output.optional) {
      return std::nullopt;
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

// What must be given, and how many of it.
Result<void> check_values(const Case& about, const KeyValues& values) {
  const auto check_count = [&](const std::string& id, const model::ListLimits& limits) -> Result<void> {
    const auto value = values.find(id);
    const auto count = value == values.end() ? 0 : value->second.items.size();
    if (value == values.end() || (count >= limits.fewest && (limits.most == 0 || count <= limits.most))) {
      return {};
    }
    return failure(ErrorKind::protocol,
                   format("\"{}\" has {} item{}, it takes {} {}", id, count, count == 1 ? "" : "s",
                          count < limits.fewest ? "at least" : "at most",
                          count < limits.fewest ? limits.fewest : limits.most),
                   "change [inputs], [params] or [factors]");
  };
  for (const auto& input : about.application.inputs) {
    if (!input.optional && !values.contains(input.id)) {
      return failure(ErrorKind::protocol, format("input \"{}\" has no file", input.id),
                     format("bind it: {} = \"...\" in [inputs]", input.id));
    }
    TRY(check_count(input.id, input.limits));
  }
  for (const auto& param : about.application.params) {
    if (!param.optional && !values.contains(param.id)) {
      return failure(ErrorKind::protocol, format("parameter \"{}\" has no value", param.id),
                     format("give it one: {} = ... in [params]", param.id));
    }
    TRY(check_count(param.id, param.limits));
  }
  const auto broken = broken_rules(*about.application.shell, values);
  return broken.empty() ? Result<void>{}
                        : failure(ErrorKind::protocol, broken, "change [inputs], [params] or [factors]");
}

// Keys are replaced one after the other, so that a later one would be replaced within the value of another,
// in the middle of its quotes.
Result<void> check_keys(const model::ShellCommand& shell, const KeyValues& values) {
  for (auto key = shell.keys.begin(); key != shell.keys.end(); ++key) {
    const auto value = values.find(key->id);
    for (const auto& item : value == values.end() ? Texts{} : value->second.items) {
      const auto later = std::find_if(key + 1, shell.keys.end(), [&](const model::ValueKey& other) {
        return other.key != key->key && item.find(other.key) != std::string::npos;
      });
      if (later != shell.keys.end()) {
        return failure(ErrorKind::protocol,
                       format("the value of \"{}\" holds \"{}\", the value key of \"{}\"", key->id,
                              later->key, later->id),
                       "change the value, or the value key in the descriptor");
      }
    }
  }
  return {};
}

// The commands that write the configuration files, each on lines of its own.
std::string file_commands(const model::ShellCommand& shell, const ShellExpansion& expansion,
                          const KeyValues& values) {
  std::string text;
  for (const auto& [id, lines] : shell.file_templates) {
    const auto path = expansion.paths.find(id);
    if (path == expansion.paths.end()) {
      continue;
    }
    std::string content;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      content += (i == 0 ? "" : "\n") +
                 replace_keys(lines[i], shell, values, Template::file, stripped_for(shell, id));
    }
    if (const auto slash = path->second.rfind('/'); slash != std::string::npos) {
      text += format("mkdir -p -- {} || exit\n", shell_quote(path->second.substr(0, slash)));
    }
    text += format("printf %s {} >{} || exit\n", shell_quote(content), shell_quote(path->second));
  }
  return text;
}

} // namespace

Result<bool> condition_holds(const std::string& condition, const KeyValues& values,
                             const std::vector<std::string>& known_ids) {
  std::map<std::string, std::string> texts;
  for (const auto& [id, value] : values) {
    texts[id] = format("{}", fmt::join(value.items, " "));
  }
  return model::condition_holds(condition, texts, known_ids);
}

Result<ShellExpansion> expand_shell(const Case& about, const std::vector<model::OutputDecl>& outputs) {
  const auto& shell = *about.application.shell;
  auto values = input_values(about);
  TRY(check_values(about, values));
  TRY(check_keys(shell, values));
  const PathMaker maker(about, shell);
  ShellExpansion expansion;
  for (int round = 0; round < 2; ++round) {
    for (const auto& output : outputs) {
      TRY_ASSIGN(auto path, maker.path(output, values));
      if (path) {
        values[output.id] = KeyValue{KeyValue::Kind::output, {*path}};
        expansion.paths[output.id] = std::move(*path);
      }
    }
  }
  expansion.text = file_commands(shell, expansion, values) +
                   replace_keys(shell.text, shell, values, Template::command, {});
  return expansion;
}

} // namespace reprovip::plan
