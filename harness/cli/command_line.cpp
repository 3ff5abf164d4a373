#include "harness/cli/command_line.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>

namespace reprovip::cli {

namespace {

struct Bound {
  const Subcommand* subcommand = nullptr;
  CLI::App* app = nullptr;
  std::vector<std::string> words;
  std::map<std::string, CLI::Option*> options;
};

CLI::Option* add_flag(CLI::App& app, const Flag& flag) {
  std::string names = "--" + flag.name;
  if (flag.letter != 0) {
    names = format("-{},", flag.letter) + names;
  }
  if (flag.value.empty()) {
    return app.add_flag(names, flag.doc)->envname(variable_of(flag.name));
  }
  auto* option = app.add_option(names, flag.doc)->type_name(flag.value)->envname(variable_of(flag.name));
  option->expected(1);
  // Given twice, the last counts; repeated ones are all kept.
  option->multi_option_policy(flag.repeats ? CLI::MultiOptionPolicy::TakeAll
                                           : CLI::MultiOptionPolicy::TakeLast);
  if (flag.repeats) {
    option->allow_extra_args(false);
  }
  return option;
}

void bind(CLI::App& root, Bound& bound) {
  const auto& subcommand = *bound.subcommand;
  bound.app = root.add_subcommand(subcommand.name, subcommand.doc);
  if (!subcommand.example.empty()) {
    bound.app->footer("Example:\n  reprovip " + subcommand.example);
  }
  for (const auto& flag : subcommand.flags) {
    bound.options[flag.name] = add_flag(*bound.app, flag);
  }
  if (!subcommand.words_name.empty()) {
    auto* words = bound.app->add_option(subcommand.words_name, bound.words)->type_name("");
    words->expected(static_cast<int>(subcommand.least_words),
                    static_cast<int>(std::min<std::size_t>(subcommand.most_words, 1 << 20)));
    words->required(subcommand.least_words > 0);
  }
}

Arguments arguments_of(const Bound& bound) {
  Arguments arguments;
  arguments.words = bound.words;
  for (const auto& [name, option] : bound.options) {
    if (option->count() > 0) {
      arguments.flags[name] = option->results();
    }
  }
  return arguments;
}

// "$REPORT" of a script that did not set it: what was asked for would silently not be done. An empty variable
// counts as one that is not set.
Result<void> refuse_empty_places(const Chosen& chosen) {
  for (const auto& flag : chosen.subcommand->flags) {
    const bool is_place =
        flag.value.find("FILE") != std::string::npos || flag.value.find("DIR") != std::string::npos;
    const auto given = chosen.arguments.all(flag.name);
    if (is_place && std::ranges::find(given, std::string()) != given.end()) {
      return failure(ErrorKind::usage, format("--{} has an empty value", flag.name),
                     format("name a {}, or leave the flag out", flag.value));
    }
  }
  return {};
}

Error unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& subcommand : subcommands()) {
    names.push_back(subcommand.name);
  }
  return make_error(ErrorKind::usage, format("unknown command \"{}\"", word), suggestion(word, names));
}

// The unknown flag named by CLI11, with the nearest one that the subcommand has.
Error usage_error(const std::vector<Bound>& bound, const CLI::ParseError& error) {
  std::string advice = "see `reprovip --help`";
  for (const auto& one : bound) {
    if (!one.app->parsed()) {
      continue;
    }
    advice = format("see `reprovip {} --help`", one.subcommand->name);
    std::vector<std::string> names;
    for (const auto& flag : one.subcommand->flags) {
      names.push_back("--" + flag.name);
    }
    for (const auto& extra : one.app->remaining()) {
      if (const auto near = best_match(extra, names); !near.empty()) {
        advice = format("did you mean \"{}\"?", near);
      }
    }
  }
  return make_error(ErrorKind::usage, error.what(), advice);
}

} // namespace

std::string variable_of(const std::string& flag) {
  std::string name = "REPROVIP_";
  for (const char c : flag) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

std::string Arguments::text(const std::string& flag, const std::string& otherwise) const {
  const auto found = flags.find(flag);
  return found == flags.end() || found->second.empty() ? otherwise : found->second.back();
}

std::vector<std::string> Arguments::all(const std::string& flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<std::uint32_t>> Arguments::count(const std::string& flag) const {
  if (!has(flag)) {
    return std::optional<std::uint32_t>{};
  }
  const auto value = text(flag);
  const bool digits = !value.empty() && value.size() < 10 &&
                      std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) {
    return failure(ErrorKind::usage, format("--{} takes a whole number, not \"{}\"", flag, value));
  }
  return std::optional(static_cast<std::uint32_t>(std::stoul(value)));
}

Result<std::variant<Chosen, Help>> read_command_line(int argc, const char* const* argv) {
  CLI::App root{"reprovip: is a medical-imaging application reproducible enough, and if not, why?",
                "reprovip"};
  root.set_version_flag("--version", "reprovip " REPROVIP_VERSION);
  root.require_subcommand(0, 1);
  root.footer("`reprovip COMMAND --help` shows flags and an example; `reprovip man | man -l -` all of it.");
  std::vector<Bound> bound(subcommands().size());
  for (std::size_t i = 0; i < bound.size(); ++i) {
    bound[i].subcommand = &subcommands()[i];
    bind(root, bound[i]);
  }
  if (argc < 2) {
    return failure(ErrorKind::usage, "no command given", "see `reprovip --help`");
  }
  const std::string first = argv[1];
  const bool known = std::ranges::any_of(subcommands(), [&](const auto& one) { return one.name == first; });
  if (!known && !first.empty() && first[0] != '-') {
    return tl::unexpected(unknown_command(first));
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Help{root.help()};
  } catch (const CLI::CallForVersion& version) {
    return Help{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(usage_error(bound, error));
  }
  for (const auto& one : bound) {
    if (one.app->parsed()) {
      const Chosen chosen{one.subcommand, arguments_of(one)};
      TRY(refuse_empty_places(chosen));
      return chosen;
    }
  }
  return failure(ErrorKind::usage, "no command given", "see `reprovip --help`");
}

} // namespace reprovip::cli
