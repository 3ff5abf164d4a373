#include "harness/plan/cell_key.hpp"

#include "harness/base/placeholders.hpp"
#include "harness/plan/order.hpp"
#include "harness/plan/placeholders.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <set>

namespace reprovip::plan {

namespace {

class KeyText {
public:
  void add(std::string_view name, std::string_view value) {
    m_text += name;
    m_text += ' ';
    m_text += std::to_string(value.size());
    m_text += ':';
    m_text += value;
    m_text += '\n';
  }
  void add(std::string_view name, const std::vector<std::string>& values) {
    add(name, std::to_string(values.size()));
    for (const auto& value : values) {
      add(name, std::string_view(value));
    }
  }
  std::string take() { return std::move(m_text); }

private:
  std::string m_text;
};

void add_shell(KeyText& text, const model::Protocol& protocol, const model::ShellCommand& shell) {
  text.add("shell", shell.text);
  if (shell.interpreter != "sh") {
    text.add("interpreter", shell.interpreter);
  }
  for (const auto& [id, lines] : shell.file_templates) {
    const auto* output = model::find_output(protocol, id);
    text.add("file", {id, output == nullptr ? "" : output->path});
    text.add("lines", lines);
  }
  for (const auto& key : shell.keys) {
    text.add("key", {key.key, key.id, key.flag.value_or(""), key.flag_separator, key.list_separator,
                     key.is_flag ? "flag" : "value", key.quote ? "quoted" : "plain",
                     key.absolute_path ? "absolute" : "relative"});
    if (key.flag == "") {
      text.add("empty flag", key.id);
    }
    const auto* output = model::find_output(protocol, key.id);
    if (output == nullptr) {
      continue;
    }
    text.add("path", output->path);
    if (const auto stripped = shell.stripped_extensions.find(key.id);
        stripped != shell.stripped_extensions.end()) {
      text.add("stripped", stripped->second);
    }
    if (const auto paths = shell.conditional_paths.find(key.id); paths != shell.conditional_paths.end()) {
      for (const auto& choice : paths->second) {
        text.add("path if", {choice.condition, choice.path});
      }
    }
  }
}

// The protocol's variables over the application's; of passed ones the names only: their values are the
// host's.
void add_environment(KeyText& text, const model::Protocol& protocol, const model::Application& application) {
  auto variables = application.environment;
  for (const auto& [name, value] : protocol.environment.set) {
    variables[name] = value;
  }
  for (const auto& [name, value] : variables) {
    text.add("env", {name, value});
  }
  const std::set<std::string> passed(protocol.environment.pass.begin(), protocol.environment.pass.end());
  for (const auto& name : passed) {
    text.add("pass", name);
  }
}

void add_seed(KeyText& text, const model::Protocol& protocol, const model::Application& application) {
  if (!takes_seed(protocol, application)) {
    return;
  }
  const bool is_level = protocol.repeat.seed == model::SeedPolicy::none;
  text.add("seed", is_level ? "level" : model::to_string(protocol.repeat.seed));
  if (application.seed) {
    text.add("seed env", application.seed->env);
    text.add("seed argument", application.seed->argument);
  }
}

std::string_view effect_name(model::FactorEffect effect) {
  using model::FactorEffect;
  switch (effect) {
  case FactorEffect::engine:
    return "engine";
  case FactorEffect::threads:
    return "threads";
  case FactorEffect::parameter:
    return "parameter";
  case FactorEffect::environment:
    return "environment";
  case FactorEffect::argument:
    return "argument";
  case FactorEffect::image:
    return "image";
  case FactorEffect::wrapper:
    return "wrapper";
  case FactorEffect::application:
    return "application";
  case FactorEffect::seed:
    return "seed";
  case FactorEffect::suite:
    return "suite";
  case FactorEffect::build:
    return "build";
  case FactorEffect::cpu:
    return "cpu";
  case FactorEffect::setting:
    return "setting";
  case FactorEffect::machine:
    return "machine";
  case FactorEffect::imported:
    return "imported";
  }
  return {};
}

// Under its own name it is the same as no such factor; two neutral levels of one factor would be the same
// cell.
bool is_left_out(const model::Level& level) {
  return level.neutral && level.name == model::to_text(level.value);
}

// In order of the factors' names: where a factor stands in the file changes nothing.
void add_levels(KeyText& text, const model::Protocol& protocol, const Levels& levels) {
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    by_name[protocol.factors[i].name] = i;
  }
  for (const auto& [name, i] : by_name) {
    const auto& factor = protocol.factors[i];
    const auto& level = factor.levels[levels[i]];
    if (is_left_out(level)) {
      continue;
    }
    // The value of an `application` level is a path; what it leads to is in the command and the identity.
    const bool is_path = factor.effect == model::FactorEffect::application;
    text.add("level", {name, level.name, is_path ? std::string{} : model::to_text(level.value),
                       std::string(effect_name(factor.effect)), factor.target});
  }
}

void add_params(KeyText& text, const model::Resolved& resolved, const model::Application& application,
                const Levels& levels) {
  std::map<std::string, std::string> values;
  for (const auto& [id, value] : resolved.protocol.params) {
    values[id] = model::to_text(value);
  }
  for (const auto& param : application.params) {
    if (const auto value = param_value(resolved.protocol, application, levels, param.id)) {
      values[param.id] = model::to_text(*value);
    }
  }
  for (const auto& [id, value] : values) {
    text.add("param", {id, value});
  }
}

void add_limits(KeyText& text, const model::Resources& resources) {
  text.add("cpus", resources.cpus);
  text.add("memory", std::to_string(resources.memory));
  text.add("network", resources.network ? "yes" : "no");
  text.add("timeout", model::to_text(model::Value(resources.timeout.count())));
}

// The columns that commands and environments name.
std::set<std::string> used_columns(const model::Resolved& resolved) {
  constexpr std::string_view k_column = "column.";
  std::set<std::string> columns;
  const auto look = [&](const std::string& text) {
    for (const auto& name : placeholders_of(text)) {
      if (name.starts_with(k_column)) {
        columns.insert(name.substr(k_column.size()));
      }
    }
  };
  for (const auto& [name, value] : resolved.protocol.environment.set) {
    look(value);
  }
  for (const auto& deployment : resolved.deployments) {
    std::ranges::for_each(deployment.application.command, look);
    for (const auto& [name, value] : deployment.application.environment) {
      look(value);
    }
  }
  return columns;
}

} // namespace

std::string condition_text(const model::Resolved& resolved, const Levels& levels,
                           const model::Deployment& deployment) {
  const auto& protocol = resolved.protocol;
  const auto& application = deployment.application;
  KeyText text;
  text.add("reprovip condition", "1");
  if (application.shell) {
    add_shell(text, protocol, *application.shell);
    for (const auto& input : application.inputs) {
      if (!input.fallback.empty() && !protocol.inputs.contains(input.id)) {
        text.add("default of " + input.id, input.fallback);
      }
    }
  } else {
    text.add("command", application.command);
  }
  add_environment(text, protocol, application);
  add_seed(text, protocol, application);
  add_levels(text, protocol, levels);
  add_params(text, resolved, application, levels);
  text.add("identity", deployment.identity);
  add_limits(text, protocol.resources);
  return text.take();
}

std::string subject_text(const model::Resolved& resolved, const model::Subject& subject) {
  KeyText text;
  text.add("reprovip subject", "1");
  text.add("subject", subject.id);
  std::vector<const model::InputFile*> inputs;
  for (const auto& file : subject.inputs) {
    inputs.push_back(&file);
  }
  // Files of one input keep their order: it is theirs on the command line.
  std::ranges::stable_sort(inputs, {}, &model::InputFile::id);
  for (const auto* file : inputs) {
    text.add("input", {file->id, file->staged, file->digest.hex});
  }
  for (const auto& column : used_columns(resolved)) {
    const auto value = subject.columns.find(column);
    text.add("column", {column, value == subject.columns.end() ? std::string{} : value->second});
  }
  return text.take();
}

Digest cell_key(const Digest& condition, const Digest& subject) {
  return sys::sha256("reprovip cell 1\n" + condition.hex + "\n" + subject.hex + "\n");
}

} // namespace reprovip::plan
