#include "harness/base/format.hpp"
#include "harness/cli/completion.hpp"

namespace reprovip::cli {

namespace {

// Flags that take nothing but these, or files.
std::string values_of(Completes kind, const std::vector<std::string>& choices) {
  switch (kind) {
  case Completes::choices:
    return " -x -a " + shell_quoted(format("{}", fmt::join(choices, " ")));
  case Completes::protocols:
    return " -x -a '(__fish_complete_suffix .toml)'";
  case Completes::studies:
    return " -x -a '(__reprovip_studies)'";
  case Completes::files:
    return " -r -F";
  case Completes::folders:
    return " -x -a '(__fish_complete_directories)'";
  case Completes::nothing:
    break;
  }
  return " -x";
}

std::string flag_line(const std::string& where, const Flag& flag) {
  const auto letter = flag.letter == 0 ? "" : format(" -s {}", flag.letter);
  const auto value = flag.value.empty() ? "" : values_of(completes(flag), flag.choices);
  return format("{} -l {}{}{} -d {}\n", where, flag.name, letter, value, shell_quoted(flag.doc));
}

std::string words_lines(const Subcommand& subcommand) {
  const auto in = "complete -c reprovip -n '__fish_seen_subcommand_from " + subcommand.name;
  const auto kind = completes(subcommand);
  if (kind == Completes::nothing) {
    return in + "' -f\n";
  }
  if (kind != Completes::choices) {
    return in + "'" + (kind == Completes::files ? " -F" : values_of(kind, {})) + "\n";
  }
  const auto list = format("{}", fmt::join(subcommand.choices, " "));
  auto text = format("{}; and not __fish_seen_subcommand_from {}'{}\n", in, list,
                     values_of(Completes::choices, subcommand.choices));
  for (const auto& [first, choices] : subcommand.choices_after) {
    text += format("{}; and __fish_seen_subcommand_from {}'{}\n", in, first,
                   values_of(Completes::choices, choices));
  }
  return text;
}

} // namespace

std::string fish_completion(const std::vector<Subcommand>& table) {
  std::string text = "# Completes command lines of reprovip in fish; made by `reprovip completion fish`.\n"
                     "function __reprovip_studies\n"
                     "  set -l store .reprovip\n"
                     "  set -q REPROVIP_STORE; and set store $REPROVIP_STORE\n"
                     "  for folder in $store/studies/*/\n"
                     "    string replace -r '.*/([^/]+)/$' '$1' -- $folder\n"
                     "  end\n"
                     "end\n\n"
                     "complete -c reprovip -n __fish_use_subcommand -f -l version -d 'shows the version'\n"
                     "complete -c reprovip -l help -s h -d 'shows help'\n";
  for (const auto& subcommand : table) {
    text += format("\ncomplete -c reprovip -n __fish_use_subcommand -f -a {} -d {}\n", subcommand.name,
                   shell_quoted(subcommand.doc));
    const auto where = format("complete -c reprovip -n '__fish_seen_subcommand_from {}'", subcommand.name);
    for (const auto& flag : subcommand.flags) {
      text += flag_line(where, flag);
    }
    text += words_lines(subcommand);
  }
  return text;
}

} // namespace reprovip::cli
