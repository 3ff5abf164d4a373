#include "harness/cli/completion.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"

namespace reprovip::cli {

namespace {

struct Shell {
  std::string name;
  std::string (*script)(const std::vector<Subcommand>& table);
};

const std::vector<Shell>& shells() {
  static const std::vector<Shell> all = {
      {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};
  return all;
}

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const auto& shell : shells()) {
    names.push_back(shell.name);
  }
  return names;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  const auto& name = arguments.words.front();
  for (const auto& shell : shells()) {
    if (shell.name == name) {
      print(shell.script(subcommands()));
      return model::ExitCode::success;
    }
  }
  return tl::unexpected(Errors{make_error(ErrorKind::usage, format("no completion for \"{}\"", name),
                                          suggestion(name, shell_names()))});
}

} // namespace

Completes completes(const Flag& flag) {
  if (!flag.choices.empty()) {
    return Completes::choices;
  }
  const bool folder = flag.value == "DIR" || flag.value == "DIR|FILE";
  return folder ? Completes::folders : flag.value == "FILE" ? Completes::files : Completes::nothing;
}

Completes completes(const Subcommand& subcommand) {
  if (!subcommand.choices.empty()) {
    return Completes::choices;
  }
  const auto& words = subcommand.words_name;
  return words.empty()      ? Completes::nothing
         : words == "P"     ? Completes::protocols
         : words == "STUDY" ? Completes::studies
                            : Completes::files;
}

std::string shell_quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) {
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return word + "'";
}

Subcommand completion_command() {
  return {.name = "completion",
          .doc = "a script that completes command lines in bash, zsh or fish",
          .words_name = "SHELL",
          .least_words = 1,
          .most_words = 1,
          .flags = {},
          .example = "completion bash > ~/.local/share/bash-completion/completions/reprovip",
          .choices = shell_names(),
          .run = run};
}

} // namespace reprovip::cli
