#include "harness/base/format.hpp"
#include "harness/cli/completion.hpp"

namespace reprovip::cli {

namespace {

// For the text between brackets, and before a colon.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string action_of(Completes kind, const std::vector<std::string>& choices) {
  switch (kind) {
  case Completes::choices:
    return format("({})", fmt::join(choices, " "));
  case Completes::protocols:
    return "_files -g \"*.toml\"";
  case Completes::studies:
    return "_reprovip_studies";
  case Completes::files:
    return "_files";
  case Completes::folders:
    return "_files -/";
  case Completes::nothing:
    break;
  }
  return " ";
}

std::string flag_spec(const Flag& flag) {
  const auto value = flag.value.empty()
                         ? ""
                         : format(":{}:{}", escaped(flag.value), action_of(completes(flag), flag.choices));
  const auto doc = format("[{}]{}", escaped(flag.doc), value);
  const std::string often = flag.repeats ? "*" : "";
  const auto equals = flag.value.empty() ? "" : "=";
  auto text = "        " + shell_quoted(format("{}--{}{}{}", often, flag.name, equals, doc)) + " \\\n";
  if (flag.letter != 0) {
    text += "        " + shell_quoted(format("{}-{}{}", often, flag.letter, doc)) + " \\\n";
  }
  return text;
}

std::string word_specs(const Subcommand& subcommand) {
  const auto& name = subcommand.words_name;
  if (name.empty()) {
    return {};
  }
  if (subcommand.choices.empty()) {
    return "        " + shell_quoted(format("*:{}:{}", escaped(name), action_of(completes(subcommand), {}))) +
           " \\\n";
  }
  auto text =
      "        " +
      shell_quoted(format("1:{}:{}", escaped(name), action_of(Completes::choices, subcommand.choices))) +
      " \\\n";
  if (!subcommand.choices_after.empty()) {
    text += "        '2: :_reprovip_after_" + subcommand.name + "' \\\n";
  }
  return subcommand.most_words > 1 ? text + "        '*: :_files' \\\n" : text;
}

std::string after_function(const Subcommand& subcommand) {
  if (subcommand.choices_after.empty()) {
    return {};
  }
  std::string cases;
  for (const auto& [first, choices] : subcommand.choices_after) {
    cases += format("    {}) compadd -- {} ;;\n", first, fmt::join(choices, " "));
  }
  return format(
      "_reprovip_after_{}() {{\n  case $line[1] in\n{}    *) _files -g \"*.toml\" ;;\n  esac\n}}\n\n",
      subcommand.name, cases);
}

} // namespace

std::string zsh_completion(const std::vector<Subcommand>& table) {
  std::string functions;
  std::string names;
  std::string cases;
  for (const auto& subcommand : table) {
    functions += after_function(subcommand);
    names += "    " + shell_quoted(subcommand.name + ":" + subcommand.doc) + "\n";
    std::string specs;
    for (const auto& flag : subcommand.flags) {
      specs += flag_spec(flag);
    }
    cases += format("    {})\n      _arguments -s \\\n{}{}        '--help[shows help]'\n      ;;\n",
                    subcommand.name, specs, word_specs(subcommand));
  }
  return "#compdef reprovip\n"
         "# Completes command lines of reprovip in zsh; made by `reprovip completion zsh`.\n\n"
         "_reprovip_studies() {\n"
         "  compadd -- ${REPROVIP_STORE:-.reprovip}/studies/*(N/:t)\n"
         "}\n\n" +
         functions +
         "_reprovip() {\n"
         "  local curcontext=$curcontext state line\n"
         "  local -a commands=(\n" +
         names +
         "  )\n"
         "  _arguments -C '--help[shows help]' '--version[shows the version]' '1: :->command' '*:: :->rest'\n"
         "  if [[ $state == command ]]; then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  [[ $state == rest ]] || return\n"
         "  case $words[1] in\n" +
         cases +
         "  esac\n"
         "}\n\n"
         "if [[ $funcstack[1] == _reprovip ]]; then\n"
         "  _reprovip \"$@\"\n"
         "else\n"
         "  compdef _reprovip reprovip\n"
         "fi\n";
}

} // namespace reprovip::cli
