#include "harness/plan/invocation.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"
#include "harness/base/placeholders.hpp"
#include "harness/plan/boutiques.hpp"
#include "harness/plan/environment.hpp"
#include "harness/plan/placeholders.hpp"
#include "harness/plan/shell_text.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace reprovip::plan {

namespace {

using model::FactorEffect;

Result<Texts> expand_words(const Case& about, const std::vector<std::string>& templates) {
  Texts words;
  for (const auto& text : templates) {
    auto more = expand_word(about, text);
    if (!more) {
      return tl::unexpected(
          with_context(std::move(more).error(), format("in the word \"{}\" of the command", text)));
    }
    words.insert(words.end(), more->begin(), more->end());
  }
  return words;
}

Texts wrapper_words(const Case& about) {
  Texts words;
  const auto& factors = about.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].effect == FactorEffect::wrapper) {
      for (auto& word : split_words(model::to_text(factors[i].levels[about.levels[i]].value))) {
        words.push_back(replace_all(replace_all(std::move(word), "{app}", "app"), "{build}", "build"));
      }
    }
  }
  return words;
}

// What `argument` factors and the seed add at the end.
Texts added_words(const Case& about) {
  Texts words;
  const auto add = [&](const std::string& text, std::string_view mark, const std::string& value) {
    for (auto& word : split_words(text)) {
      words.push_back(replace_all(std::move(word), mark, value));
    }
  };
  const auto& factors = about.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const auto level = model::to_text(factors[i].levels[about.levels[i]].value);
    if (factors[i].effect == FactorEffect::argument && !level.empty()) {
      add(factors[i].target.empty() ? "{level}" : factors[i].target, "{level}", level);
    }
  }
  const auto& seed = about.application.seed;
  if (seed && about.seed != 0) {
    add(seed->argument, "{seed}", std::to_string(about.seed));
  }
  return words;
}

// Whether the command, its wrappers or its environment have the placeholder.
bool uses(const Case& about, std::string_view name) {
  const auto text_uses = [&](const std::string& text) {
    const auto names = placeholders_of(text);
    return std::ranges::find(names, name) != names.end();
  };
  const auto value_uses = [&](const auto& variable) { return text_uses(variable.second); };
  const auto& factors = about.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].effect == FactorEffect::wrapper &&
        text_uses(model::to_text(factors[i].levels[about.levels[i]].value))) {
      return true;
    }
  }
  return std::ranges::any_of(about.application.command, text_uses) ||
         std::ranges::any_of(about.application.environment, value_uses) ||
         std::ranges::any_of(about.resolved.protocol.environment.set, value_uses);
}

// What reprovip-exec sets; neutral levels leave things as they are.
std::map<std::string, std::string> settings_of(const Case& about) {
  std::map<std::string, std::string> settings;
  const auto& factors = about.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const auto& level = factors[i].levels[about.levels[i]];
    if (factors[i].effect == FactorEffect::setting && !level.neutral) {
      settings[factors[i].target] = model::to_text(level.value);
    }
  }
  return settings;
}

// Of "program.NAME.sha256" among what was found when the deployment was identified.
std::map<std::string, std::string> programs_of(const model::Deployment& deployment) {
  constexpr std::string_view k_begin = "program.";
  constexpr std::string_view k_end = ".sha256";
  std::map<std::string, std::string> programs;
  for (const auto& [name, value] : deployment.details) {
    if (name.starts_with(k_begin) && name.ends_with(k_end) && name.size() > k_begin.size() + k_end.size()) {
      programs[name.substr(k_begin.size(), name.size() - k_begin.size() - k_end.size())] = value;
    }
  }
  return programs;
}

std::string machine_of(const Case& about) {
  const auto& factors = about.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].effect == FactorEffect::machine) {
      return model::to_text(factors[i].levels[about.levels[i]].value);
    }
  }
  return {};
}

// An output must stay below the execution's directory, whatever its values are.
Result<void> check_path(const model::OutputDecl& output) {
  const auto path = sys::Path(output.path).lexically_normal();
  if (output.path.empty() || path.is_absolute() || *path.begin() == "..") {
    return failure(ErrorKind::protocol, format("the path of output \"{}\" is \"{}\"", output.id, output.path),
                   "it must be relative to {out}, and below it");
  }
  return {};
}

// Absent when it uses an optional value that is absent.
Result<bool> expand_member(const Case& about, model::OutputDecl& output) {
  auto member = expand_text(about, output.member);
  if (!member) {
    return tl::unexpected(
        with_context(std::move(member).error(), format("in the member of output \"{}\"", output.id)));
  }
  const bool known = member->has_value();
  output.member = member->value_or("");
  return known;
}

// A template that uses an optional value which is absent names no file: fine for an optional output only.
Result<std::vector<model::OutputDecl>> plain_outputs(const Case& about) {
  std::vector<model::OutputDecl> outputs;
  for (auto output : about.resolved.protocol.outputs) {
    auto path = expand_text(about, output.path);
    if (!path) {
      return tl::unexpected(
          with_context(std::move(path).error(), format("in the path of output \"{}\"", output.id)));
    }
    TRY_ASSIGN(const bool has_member, expand_member(about, output));
    if ((!*path || !has_member) && output.optional) {
      continue;
    }
    output.path = path->value_or("");
    TRY(check_path(output));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

Result<void> fill_plain(const Case& about, model::Invocation& invocation) {
  TRY_ASSIGN(auto words, expand_words(about, about.application.command));
  const auto added = added_words(about);
  invocation.argv.insert(invocation.argv.end(), words.begin(), words.end());
  invocation.argv.insert(invocation.argv.end(), added.begin(), added.end());
  TRY_ASSIGN(invocation.outputs, plain_outputs(about));
  if (invocation.argv.empty()) {
    return failure(ErrorKind::protocol, format("the command of \"{}\" is empty", about.application.name));
  }
  return {};
}

Result<void> fill_shell(const Case& about, model::Invocation& invocation) {
  TRY_ASSIGN(auto expansion, expand_shell(about, about.resolved.protocol.outputs));
  for (const auto& word : added_words(about)) {
    expansion.text += " " + shell_quote(word);
  }
  invocation.argv.push_back(about.application.shell->interpreter);
  invocation.argv.emplace_back("-c");
  invocation.argv.push_back(std::move(expansion.text));
  for (auto output : about.resolved.protocol.outputs) {
    const auto path = expansion.paths.find(output.id);
    if (path == expansion.paths.end()) {
      continue;
    }
    output.path = path->second;
    TRY(expand_member(about, output));
    TRY(check_path(output));
    invocation.outputs.push_back(std::move(output));
  }
  return {};
}

std::map<std::string, Texts> params_of(const Case& about) {
  std::map<std::string, Texts> params;
  for (const auto& param : about.application.params) {
    const auto value = param_value(about.resolved.protocol, about.application, about.levels, param.id);
    if (value) {
      params[param.id] = list_items(param, *value);
    }
  }
  return params;
}

Result<void> fill_resources(const Case& about, model::Invocation& invocation) {
  invocation.resources = about.resolved.protocol.resources;
  TRY_ASSIGN(const auto cpus, expand_text(about, invocation.resources.cpus));
  invocation.resources.cpus = cpus.value_or("1");
  const auto& text = invocation.resources.cpus;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), invocation.cpus);
  if (error != std::errc{} || end != text.data() + text.size() || !(invocation.cpus > 0)) {
    return failure(ErrorKind::protocol, format("cpus = \"{}\" is not a number of processors", text),
                   "write a number, or \"{threads}\", in [resources]");
  }
  return {};
}

// Linux takes no longer word (MAX_ARG_STRLEN), with the zero that ends it.
constexpr std::size_t k_longest_word = 131072;

Result<void> check_word(const std::string& word) {
  if (word.find('\0') != std::string::npos) {
    return failure(ErrorKind::protocol,
                   "a word of the command holds a zero byte, which ends it for the program",
                   "leave out \"\\u0000\"");
  }
  if (word.size() >= k_longest_word) {
    return failure(
        ErrorKind::protocol,
        format("a word of the command has {} bytes, Linux takes {}", word.size(), k_longest_word - 1),
        "give so much in a file");
  }
  return {};
}

// Arguments and variables.
Result<void> check_words(const model::Invocation& invocation) {
  for (const auto& word : invocation.argv) {
    TRY(check_word(word));
  }
  for (const auto& [name, value] : invocation.environment) {
    TRY(check_word(name + "=" + value));
  }
  return {};
}

} // namespace

Result<model::Invocation> make_invocation(const model::Plan& plan, std::uint32_t index) {
  REPROVIP_ASSERT(index < plan.executions.size());
  const auto& execution = plan.executions[index];
  const auto& cell = plan.cells[execution.cell];
  const auto& condition = plan.conditions[cell.condition];
  const auto& deployment = plan.resolved.deployments[condition.deployment];
  const Case about{plan.resolved, plan.resolved.subjects[cell.subject], condition.levels,
                   deployment.application, execution.seed};

  model::Invocation invocation;
  invocation.name = model::execution_name(plan, index);
  invocation.cell = cell.key;
  invocation.execution = index;
  invocation.repetition = execution.repetition;
  invocation.seed = execution.seed;
  invocation.deployment = condition.deployment;
  invocation.threads = threads_of(plan.resolved.protocol, condition.levels);
  invocation.inputs = about.subject.inputs;
  invocation.params = params_of(about);
  invocation.argv = wrapper_words(about);
  const auto filled = [&]() -> Result<void> {
    TRY(about.application.shell ? fill_shell(about, invocation) : fill_plain(about, invocation));
    TRY_ASSIGN(invocation.environment, make_environment(about));
    TRY(check_words(invocation));
    return fill_resources(about, invocation);
  };
  if (auto done = filled(); !done) {
    return tl::unexpected(
        with_context(std::move(done).error(), format("while making the command of {}", invocation.name)));
  }
  invocation.settings = settings_of(about);
  invocation.machine = machine_of(about);
  invocation.programs = programs_of(plan.resolved.deployments[invocation.deployment]);
  if (uses(about, "app")) {
    invocation.application_directory = about.application.directory;
  }
  if (uses(about, "build")) {
    invocation.build_directory = deployment.build_directory;
  }
  return invocation;
}

Errors check_invocations(const model::Plan& plan) {
  Errors errors;
  std::set<std::string> said;
  std::vector<bool> seen(plan.cells.size(), false);
  for (std::uint32_t i = 0; i < plan.executions.size(); ++i) {
    const auto cell = plan.executions[i].cell;
    if (seen[cell]) {
      continue;
    }
    seen[cell] = true;
    if (auto made = make_invocation(plan, i); !made && said.insert(made.error().message).second) {
      errors.push_back(std::move(made).error());
    }
  }
  return errors;
}

} // namespace reprovip::plan
