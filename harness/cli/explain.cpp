#include "harness/study/explain.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/plan/shell_text.hpp"
#include "harness/sys/files.hpp"
#include "harness/sys/process.hpp"

#include <charconv>
#include <cstdio>

namespace reprovip::cli {

namespace {

constexpr const char* k_budget = "60";

Error bad(const std::string& flag, const std::string& value, const std::string& advice) {
  return make_error(ErrorKind::usage, format("--{} cannot be \"{}\"", flag, value), advice);
}

// "40", or a time as "2h".
Result<study::Budget> read_budget(const std::string& text) {
  study::Budget budget;
  std::uint32_t number = 0;
  const auto* const end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, number);
      read.ec == std::errc{} && read.ptr == end) {
    budget.executions = number;
    return budget;
  }
  const auto time = parse_duration(text);
  if (!time || time->count() <= 0) {
    return tl::unexpected(bad("budget", text, "write a number of executions (\"40\"), or a time (\"2h\")"));
  }
  budget.time = *time;
  return budget;
}

Result<double> read_confidence(const std::string& text) {
  double value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || !(value > 0 && value < 1)) {
    return tl::unexpected(bad("confidence", text, "write a number between 0 and 1, as 0.95"));
  }
  return value;
}

Result<study::ExplainOptions> read_options(const Arguments& arguments) {
  study::ExplainOptions options;
  options.outputs = arguments.all("output");
  options.from = arguments.text("from");
  options.to = arguments.text("to");
  options.probes = arguments.all("probe");
  TRY_ASSIGN(options.confidence, read_confidence(arguments.text("confidence", "0.95")));
  TRY_ASSIGN(options.budget, read_budget(arguments.text("budget", k_budget)));
  TRY_ASSIGN(const auto spread, arguments.count("spread"));
  if (spread && *spread < 3) {
    return tl::unexpected(bad("spread", arguments.text("spread"), "it takes 3 or more"));
  }
  options.spread = spread.value_or(0);
  TRY_ASSIGN(const auto jobs, arguments.count("jobs"));
  options.run.jobs = jobs.value_or(0);
  options.run.launcher = arguments.text("launcher");
  options.run.durable = arguments.has("durable");
  return options;
}

// A line for each execution that has ended, on standard error.
class Lines final : public launch::Progress {
public:
  explicit Lines(bool quiet) : m_quiet(quiet) {}
  void begin(const launch::Agenda&) override {}
  void started(const std::string&) override {}
  void finished(const std::string& name, const model::Record& record) override {
    ++m_count;
    if (!m_quiet) {
      std::fputs(format("[{:3}] {} {}\n", m_count, name, model::to_string(record.ending.outcome)).c_str(),
                 stderr);
    }
  }
  void retrying(const std::string& name, const std::string& reason) override {
    if (!m_quiet) {
      std::fputs(format("      {} again: {}\n", name, reason).c_str(), stderr);
    }
  }
  void end() override {}

protected:
  void noted(const std::string& text) override { cli::note({text}); }

private:
  bool m_quiet;
  std::uint32_t m_count = 0;
};

Result<void> write(const std::string& file, const std::string& bytes) {
  if (file.empty()) {
    return {};
  }
  if (file == "-") {
    print(bytes);
    return {};
  }
  return sys::write_file_atomic(file, bytes);
}

std::string typed_again(const Arguments& arguments, const study::Request& request) {
  auto text = "reprovip explain " + plan::shell_quote(arguments.words.front()) + study::options_text(request);
  for (const char* flag : {"output", "from", "to", "probe", "confidence", "spread", "budget", "store"}) {
    for (const auto& value : arguments.all(flag)) {
      text += format(" --{} {}", flag, plan::shell_quote(value));
    }
  }
  return text;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto request, request_from(arguments, arguments.words.front()));
  TRY_ASSIGN(const auto options, checked(read_options(arguments)));
  Lines progress(arguments.has("quiet"));
  // It runs a few executions at a time: Ctrl-C between two of these stops it as one during them.
  const sys::HeldSignals held;
  TRY_ASSIGN(auto result, study::explain(request, options, progress));
  auto& explanation = result.explanation;
  explanation.budget = arguments.text("budget", std::string(k_budget));
  explanation.budget += options.budget.executions ? " executions" : "";
  explanation.again = typed_again(arguments, request);
  // Standard output holds what was asked for there, and nothing else.
  if (arguments.text("json") != "-" && arguments.text("markdown") != "-") {
    print(explain::to_text(explanation));
  }
  TRY(checked(write(arguments.text("json"), dump(explain::to_json(explanation), 1) + "\n")));
  TRY(checked(write(arguments.text("markdown"), explain::to_markdown(explanation))));
  complain(result.problems);
  std::fflush(stdout);
  return result.problems.empty() ? result.exit : worst(result.exit, model::ExitCode::infrastructure);
}

} // namespace

Subcommand explain_command() {
  return {
      .name = "explain",
      .doc = "which factor is to blame: runs what it takes to tell",
      .words_name = "P",
      .least_words = 1,
      .most_words = 1,
      .flags = {{"output", 'o', "ID", "only these outputs", true},
                {"budget", 0, "N", "the most to run now: executions, or a time (default 60)"},
                {"from", 0, "ENV", "the reference, FACTOR=LEVEL,... (default: the design's, or the first)"},
                {"to", 0, "ENV", "what differs from it (default: every other level)"},
                {"probe", 0, "WHAT", "also switch FACTOR=LEVEL, or builtin: what needs no setting up", true},
                {"confidence", 0, "C", "how sure to be (default 0.95)"},
                {"spread", 0, "K",
                 "also what each factor alone does to the spread and mean of values, K executions each"},
                {"subject", 's', "ID", "only these subjects (wildcards)", true},
                {"jobs", 'j', "N", "executions at once (default: the CPUs that may be used)"},
                {"launcher", 0, "NAME", "where to run, instead of the protocol's"},
                {"durable", 0, "", "flush every record to the disk at once"},
                {"json", 0, "FILE", "all of it, for programs"},
                {"markdown", 0, "FILE", "all of it, for a page"},
                {"set", 0, "KEY=VALUE", "overrides a key of the protocol", true},
                {"profile", 0, "NAME", "applies [profile.NAME] of the protocol"},
                {"data", 0, "DIR", "where relative inputs are, instead of the protocol's folder"},
                {"store", 0, "DIR", "the run store (default .reprovip)"},
                {"quiet", 'q', "", "no line for each execution"}},
      .example = "explain protocol.toml --budget 30min",
      .run = run};
}

} // namespace reprovip::cli
