#include "harness/cli/man.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/exit_codes.hpp"

namespace reprovip::cli {

namespace {

// Shown as it is: no escapes, hyphens that can be copied, and no line that roff takes for a request.
std::string roff(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    shown += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
  }
  return shown.starts_with('.') || shown.starts_with('\'') ? "\\&" + shown : shown;
}

std::string bold(const std::string& text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string item(const std::string& term, const std::string& doc) {
  return format(".TP\n{}\n{}\n", term, roff(doc));
}

std::string words_text(const Subcommand& subcommand) {
  if (subcommand.words_name.empty()) {
    return {};
  }
  const auto words = italic(subcommand.words_name) + (subcommand.most_words > 1 ? "..." : "");
  return subcommand.least_words == 0 ? " [" + words + "]" : " " + words;
}

std::string flag_term(const Flag& flag) {
  const auto letter = flag.letter == 0 ? "" : bold(std::string("-") + flag.letter) + ", ";
  const auto value = flag.value.empty() ? "" : " " + italic(flag.value);
  return letter + bold("--" + flag.name) + value;
}

// The choices, unless the text names them.
std::string flag_doc(const Flag& flag) {
  std::string doc = flag.doc;
  if (flag.repeats) {
    doc += " (may be given several times)";
  }
  return doc;
}

std::string subcommand_section(const Subcommand& subcommand) {
  auto text =
      format(".SS {}\n{}{} [{}]\n.PP\n{}\n", bold(subcommand.name), bold("reprovip " + subcommand.name),
             words_text(subcommand), italic("flags"), roff(subcommand.doc));
  for (const auto& flag : subcommand.flags) {
    text += item(flag_term(flag), flag_doc(flag));
  }
  if (!subcommand.example.empty()) {
    text += format(".PP\nExample:\n.PP\n.RS 4\n.nf\n{}\n.fi\n.RE\n", roff("reprovip " + subcommand.example));
  }
  return text;
}

std::string exit_section() {
  std::string text = ".SH EXIT STATUS\nThe first of these that applies:\n";
  for (const auto& entry : exit_codes()) {
    text += item(bold(std::to_string(static_cast<int>(entry.code))), entry.doc);
  }
  return text;
}

std::string environment_section() {
  auto text = std::string(".SH ENVIRONMENT\nEvery flag is a variable too: ") + bold("--max-fail") + " is " +
              bold(variable_of("max-fail")) +
              ". The command line wins over the environment, and both win over the protocol.\n";
  for (const auto& variable : other_variables()) {
    text += item(bold(variable.name), variable.doc);
  }
  return text;
}

std::string files_section() {
  return ".SH FILES\n" +
         item(italic("protocol.toml"),
              "what a test does: application, subjects, factors, repetitions, metrics, "
              "criteria; `reprovip schema reference` shows every key") +
         item(italic("application.toml"),
              "what is tested: command, inputs, outputs; or a Boutiques descriptor") +
         item(italic(".reprovip/"), "the run store: objects, records, studies; --store names another one");
}

Checked<model::ExitCode> run(const Arguments&) {
  print(manual(subcommands()));
  return model::ExitCode::success;
}

} // namespace

std::string manual(const std::vector<Subcommand>& table) {
  auto text =
      format(".TH REPROVIP 1 \"\" \"reprovip {}\" \"User Commands\"\n"
             ".SH NAME\nreprovip \\- says whether a medical\\-imaging application is reproducible enough, "
             "and if not, why\n"
             ".SH SYNOPSIS\n{} {} [{}]\n"
             ".SH DESCRIPTION\nRuns an application many times as a protocol says, compares what comes out, "
             "and judges it by the protocol's criteria. What has run is kept in a store and never run "
             "twice.\n.SH COMMANDS\n",
             REPROVIP_VERSION, bold("reprovip"), italic("command"), italic("words and flags"));
  for (const auto& subcommand : table) {
    text += subcommand_section(subcommand);
  }
  return text + exit_section() + environment_section() + files_section();
}

Subcommand man_command() {
  return {.name = "man",
          .doc = "the manual page, in roff",
          .words_name = "",
          .flags = {},
          .example = "man | man -l -",
          .run = run};
}

} // namespace reprovip::cli
