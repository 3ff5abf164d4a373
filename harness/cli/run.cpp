#include "harness/study/run.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/gitlab_section.hpp"
#include "harness/cli/report_file.hpp"
#include "harness/cli/show_plan.hpp"

#include <cstdio>

namespace reprovip::cli {

namespace {

Checked<launch::ProgressStyle> progress_style(const Arguments& arguments) {
  const auto name = arguments.text("progress", arguments.has("ci") ? "plain" : "auto");
  if (arguments.has("quiet")) {
    return launch::ProgressStyle::quiet;
  }
  if (name == "auto") {
    return launch::ProgressStyle::automatic;
  }
  if (name == "plain") {
    return launch::ProgressStyle::plain;
  }
  if (name == "json") {
    return launch::ProgressStyle::json;
  }
  if (name == "none") {
    return launch::ProgressStyle::quiet;
  }
  return tl::unexpected(Errors{make_error(ErrorKind::usage, format("--progress cannot be \"{}\"", name),
                                          "it is auto, plain, json or none")});
}

Result<study::RunOptions> read_options(const Arguments& arguments) {
  study::RunOptions options;
  TRY_ASSIGN(const auto jobs, arguments.count("jobs"));
  options.jobs = jobs.value_or(0);
  options.launcher = arguments.text("launcher");
  TRY_ASSIGN(options.retries, arguments.count("retries"));
  TRY_ASSIGN(options.max_fail, arguments.count("max-fail"));
  if (arguments.has("timeout")) {
    TRY_ASSIGN(options.global_timeout, parse_duration(arguments.text("timeout")));
    if (options.global_timeout.count() <= 0) {
      return failure(ErrorKind::usage, "--timeout cannot be 0", "leave it out for no limit");
    }
  }
  options.force = arguments.has("force");
  options.failed_only = arguments.has("failed");
  options.accept_moved = arguments.has("accept-moved");
  options.durable = arguments.has("durable");
  return options;
}

// Standard error holds nothing but events when it holds events.
void say(launch::ProgressStyle style, const std::string& text) {
  if (style == launch::ProgressStyle::json) {
    launch::write_event(stderr, Json::object({{"event", "message"}, {"text", text}}));
  } else {
    std::fputs(("reprovip: " + text + "\n").c_str(), stderr);
  }
}

void say(launch::ProgressStyle style, const Errors& problems) {
  if (style != launch::ProgressStyle::json) {
    complain(problems);
    return;
  }
  for (const auto& problem : problems) {
    say(style, one_line(problem));
  }
}

void tell_result(const study::RunResult& ran, model::ExitCode exit) {
  const auto& study = ran.study;
  launch::write_event(stderr, Json::object({{"event", "result"},
                                            {"study", study.plan.study},
                                            {"status", to_string(study.verdicts.status)},
                                            {"stopped", ran.stopped},
                                            {"exit_code", static_cast<int>(exit)}}));
}

Checked<model::ExitCode> run_one(const Arguments& arguments, const std::string& protocol,
                                 ReportNames& names) {
  TRY_ASSIGN(const auto request, request_from(arguments, protocol));
  if (arguments.has("dry-run")) {
    return show_plan(request, false);
  }
  TRY_ASSIGN(const auto options, checked(read_options(arguments)));
  TRY_ASSIGN(const auto style, progress_style(arguments));
  const auto progress = launch::make_progress(style, stderr);
  auto ran = [&] {
    const GitlabSection section(arguments.has("ci"), protocol, "reprovip run " + protocol);
    return study::run(request, options, *progress);
  }();
  if (!ran) {
    return tl::unexpected(std::move(ran).error());
  }
  add_standings(arguments, ran->study);
  const auto problems = write_reports(names.of(arguments, ran->study.plan.study), ran->study);
  print_summary(arguments, ran->study);
  for (const auto& note : ran->notes) {
    say(style, note);
  }
  say(style, ran->problems);
  say(style, problems);
  const auto exit = problems.empty() ? ran->exit : worst(ran->exit, model::ExitCode::infrastructure);
  if (style == launch::ProgressStyle::json) {
    tell_result(*ran, exit);
  }
  return exit;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  auto code = model::ExitCode::success;
  ReportNames names(arguments.words.size() > 1);
  for (const auto& protocol : arguments.words) {
    TRY_ASSIGN(const auto one, run_one(arguments, protocol, names));
    code = worst(code, one);
    if (one == model::ExitCode::interrupted || one == model::ExitCode::terminated) {
      break;
    }
  }
  return code;
}

} // namespace

Subcommand run_command() {
  const std::vector<Flag> own = {
      {"jobs", 'j', "N", "executions at once (default: the CPUs that may be used)"},
      {"launcher", 0, "NAME", "where to run, instead of the protocol's"},
      {"failed", 0, "", "also run again what has failed"},
      {"force", 0, "", "as many repetitions again, beside those in the store"},
      {"accept-moved", 0, "", "begin a new study though an image moved under an unfinished one"},
      {"timeout", 0, "TIME", "stop the whole run after this time (\"2h\")"},
      {"max-fail", 0, "N", "stop after so many failed executions"},
      {"retries", 0, "N", "how often to try again after a failure of the infrastructure"},
      {"durable", 0, "", "flush every record to the disk at once"},
      {"dry-run", 0, "", "show what would run, and run nothing"},
      {"progress",
       0,
       "STYLE",
       "auto (a live line on a terminal), plain, json (a line each event) or none",
       false,
       {"auto", "plain", "json", "none"}},
      history_flag()};
  return {.name = "run",
          .doc = "runs what is missing, then scores, judges and reports",
          .words_name = "P",
          .least_words = 1,
          .most_words = 1000,
          .flags = joined(joined(selection_flags(), own), report_flags()),
          .example = "run protocol.toml -K 5 --html study.html",
          .run = run};
}

} // namespace reprovip::cli
