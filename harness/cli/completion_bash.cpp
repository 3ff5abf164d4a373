#include "harness/base/format.hpp"
#include "harness/cli/completion.hpp"

namespace reprovip::cli {

namespace {

std::string words_of(const std::vector<std::string>& words) {
  return shell_quoted(format("words {}", fmt::join(words, " ")));
}

std::string kind_of(Completes kind, const std::vector<std::string>& choices) {
  switch (kind) {
  case Completes::choices:
    return words_of(choices);
  case Completes::protocols:
    return "protocols";
  case Completes::studies:
    return "studies";
  case Completes::files:
    return "files";
  case Completes::folders:
    return "folders";
  case Completes::nothing:
    break;
  }
  return "nothing";
}

std::string flags_case(const Subcommand& subcommand) {
  std::string flags;
  for (const auto& flag : subcommand.flags) {
    flags += "--" + flag.name + " ";
    if (flag.letter != 0) {
      flags += format("-{} ", flag.letter);
    }
  }
  return format("    {}) reply={} ;;\n", subcommand.name, shell_quoted(flags + "--help"));
}

std::string value_cases(const Subcommand& subcommand) {
  std::string text;
  for (const auto& flag : subcommand.flags) {
    if (!flag.value.empty()) {
      const auto letter = flag.letter == 0 ? "" : format(" | {}:-{}", subcommand.name, flag.letter);
      text += format("    {}:--{}{}) reply={} ;;\n", subcommand.name, flag.name, letter,
                     kind_of(completes(flag), flag.choices));
    }
  }
  return text;
}

// Words: "<command>:<how many before>:<the first>".
std::string word_cases(const Subcommand& subcommand) {
  std::string text;
  for (const auto& [first, choices] : subcommand.choices_after) {
    text += format("    {}:1:{}) reply={} ;;\n", subcommand.name, first, words_of(choices));
  }
  const auto kind = completes(subcommand);
  if (kind != Completes::choices) {
    return text + format("    {}:*) reply={} ;;\n", subcommand.name, kind_of(kind, {}));
  }
  text += format("    {}:0:*) reply={} ;;\n", subcommand.name, words_of(subcommand.choices));
  return text +
         format("    {}:*) reply={} ;;\n", subcommand.name, subcommand.most_words > 1 ? "files" : "nothing");
}

std::string function_of(const std::string& name, const std::string& subject, const std::string& cases) {
  return format("\n{}() {{\n  reply=''\n  case {} in\n{}  esac\n}}\n", name, subject, cases);
}

} // namespace

std::string bash_completion(const std::vector<Subcommand>& table) {
  std::string names;
  std::string flags;
  std::string values;
  std::string words;
  for (const auto& subcommand : table) {
    names += (names.empty() ? "" : " ") + subcommand.name;
    flags += flags_case(subcommand);
    values += value_cases(subcommand);
    words += word_cases(subcommand);
  }
  return "# Completes command lines of reprovip in bash; made by `reprovip completion bash`.\n"
         "_reprovip_commands=" +
         shell_quoted(names) + "\n" + function_of("_reprovip_flags", "$1", flags) +
         function_of("_reprovip_value", "$1:$2", values) + function_of("_reprovip_word", "$1:$2:$3", words) +
         "\n" + bash_machine();
}

} // namespace reprovip::cli
