#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/baseline/accept.hpp"
#include "harness/baseline/difference.hpp"
#include "harness/cli/baseline_text.hpp"
#include "harness/cli/baselines.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/study/appraise.hpp"
#include "harness/study/saved.hpp"

#include <filesystem>

namespace reprovip::cli {

namespace {

namespace fs = std::filesystem;

Checked<model::Baseline> baseline_of_study(const Arguments& arguments, const std::string& id) {
  TRY_ASSIGN(const auto store, open_store(arguments, store::Access::read));
  TRY_ASSIGN(const auto study, study::load_study(store, id));
  return baseline::accept(study);
}

// Why this study should not be what others are held to; success when it may.
model::ExitCode why_not(const model::Study& study) {
  const auto code = study::exit_code(study);
  if (code != model::ExitCode::success) {
    complain({make_error(
        ErrorKind::usage,
        format("{} is {}: no baseline written", study.plan.study, model::to_string(study.verdicts.status)),
        "`reprovip report` says why; --even-failing accepts it all the same")});
  }
  return code;
}

std::string relative_file(const sys::Path& file, const sys::Path& from) {
  std::error_code ignored;
  const auto whole = fs::absolute(file, ignored).lexically_normal();
  const auto relative =
      whole.lexically_relative(fs::absolute(from, ignored).lexically_normal().parent_path());
  return relative.empty() ? file.string() : relative.string();
}

// Part of a file's name.
Result<void> check_name(const std::string& name) {
  const bool fits = !name.empty() && name.front() != '.' && name.find('/') == std::string::npos &&
                    name.find_first_not_of(' ') != std::string::npos && clean(name) == name;
  return fits ? Result<void>{}
              : failure(ErrorKind::usage, format("--name cannot be \"{}\"", name),
                        "it becomes the file NAME.json: no \"/\", no dot in front, no control characters");
}

Checked<model::ExitCode> accept(const Arguments& arguments) {
  if (arguments.words.size() > 2) {
    return tl::unexpected(Errors{
        make_error(ErrorKind::usage, format("accept takes one study, not also \"{}\"", arguments.words[2]),
                   "reprovip baseline accept [STUDY]")});
  }
  if (arguments.has("ci")) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, "--ci: no baseline written",
                          "accept one where its difference can be reviewed, and commit it")});
  }
  if (arguments.has("name")) {
    TRY(checked(check_name(arguments.text("name"))));
  }
  TRY_ASSIGN(const auto store, open_store(arguments, store::Access::read));
  TRY_ASSIGN(const auto study,
             study::load_study(store, arguments.words.size() > 1 ? arguments.words[1] : ""));
  if (!arguments.has("even-failing")) {
    if (const auto code = why_not(study); code != model::ExitCode::success) {
      return code;
    }
  }
  auto baseline = baseline::accept(study);
  if (baseline.executions.empty()) {
    complain({make_error(ErrorKind::usage,
                         format("{} has no execution that succeeded: no baseline written", baseline.study),
                         "nothing could be held to it; `reprovip report` says why")});
    return model::ExitCode::nothing_selected;
  }
  baseline.name = arguments.text("name", baseline.name);
  const auto& protocol = study.plan.resolved.protocol;
  const sys::Path out = arguments.text("out", baseline_place(protocol.file, baseline.name).string());
  baseline.protocol_file = relative_file(protocol.file, out);
  TRY(checked(write_bytes(out.string(), model::baseline_text(baseline))));
  if (out != "-") {
    print(format("{}: {} values of {} subjects from {}; review and commit it\n", out.string(),
                 baseline.values.size(), baseline.subjects.size(), baseline.study));
  }
  if (study.observations.series.empty()) {
    print("note: it has no values, since no metric of the study speaks of any: digests only\n");
  } else if (const auto seen = study.observations.series.size(); seen > baseline.values.size()) {
    print(format("note: {} values are left out: absent everywhere, or too large for a deviation\n",
                 seen - baseline.values.size()));
  }
  return model::ExitCode::success;
}

// A baseline's file, the protocol beside which it is, or (where `or_study`) a study of the store.
Checked<std::optional<model::Baseline>> find(const Arguments& arguments, const std::string& word,
                                             bool or_study, sys::Path& file) {
  file = word;
  if (word.ends_with(".toml")) {
    study::Request request;
    request.protocol = word;
    TRY_ASSIGN(const auto protocol, study::read_request(request));
    file = baseline_place(protocol.file, arguments.text("name", protocol.name));
  } else if (or_study && !word.ends_with(".json")) {
    TRY_ASSIGN(auto made, baseline_of_study(arguments, word));
    return made;
  }
  return checked(read_baseline(file));
}

Checked<model::ExitCode> show(const Arguments& arguments) {
  if (arguments.words.size() != 2) {
    return tl::unexpected(Errors{make_error(ErrorKind::usage, "show takes one baseline",
                                            "name its file, or the protocol beside which it is")});
  }
  sys::Path file;
  TRY_ASSIGN(const auto baseline, find(arguments, arguments.words[1], false, file));
  if (!baseline) {
    return complain_missing(file);
  }
  print(show_text(*baseline, arguments.has("verbose")));
  return model::ExitCode::success;
}

Checked<model::ExitCode> diff(const Arguments& arguments) {
  if (arguments.words.size() < 2) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, "diff takes a baseline and what it is compared with",
                          "reprovip baseline diff BASELINE.json [STUDY|OTHER.json]")});
  }
  stats::NoWorseQuestion question;
  TRY_ASSIGN(question.bias, checked(positive_flag(arguments, "bias", question.bias)));
  TRY_ASSIGN(question.ratio, checked(positive_flag(arguments, "ratio", question.ratio)));
  TRY_ASSIGN(question.alpha, checked(alpha_flag(arguments)));
  sys::Path file;
  TRY_ASSIGN(const auto a, find(arguments, arguments.words[1], false, file));
  if (!a) {
    return complain_missing(file);
  }
  TRY_ASSIGN(const auto b, find(arguments, arguments.words.size() > 2 ? arguments.words[2] : "", true, file));
  if (!b) {
    return complain_missing(file);
  }
  TRY_ASSIGN(const auto difference, checked(baseline::difference(*a, *b, question)));
  if (arguments.has("json")) {
    TRY(checked(write_bytes(arguments.text("json"), dump(baseline::to_json(difference), 1) + "\n")));
  }
  print(difference_text(difference, arguments.has("verbose"), arguments.has("quiet")));
  return difference.status == model::Status::pass   ? model::ExitCode::success
         : difference.status == model::Status::fail ? model::ExitCode::criterion_failed
                                                    : model::ExitCode::inconclusive;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  const auto& verb = arguments.words.front();
  if (verb == "accept") {
    return accept(arguments);
  }
  if (verb == "show") {
    return show(arguments);
  }
  if (verb == "diff") {
    return diff(arguments);
  }
  return tl::unexpected(Errors{make_error(ErrorKind::usage, format("baseline cannot \"{}\"", verb),
                                          suggestion(verb, {"accept", "show", "diff"}))});
}

} // namespace

Subcommand baseline_command() {
  return {
      .name = "baseline",
      .doc = "accept [STUDY]: keep what a study was; show FILE; diff FILE [STUDY|FILE]: is it no worse?",
      .words_name = "accept|show|diff",
      .least_words = 1,
      .most_words = 3,
      .flags = {{"out", 0, "FILE", "where it is written (default: baselines/NAME.json beside the protocol)"},
                {"name", 0, "NAME", "of the baseline (default: the protocol's)"},
                {"even-failing", 0, "", "accept a study that is no pass"},
                {"bias", 0, "NUMBER", "largest shift, in repeatability coefficients (default 0.5)"},
                {"ratio", 0, "NUMBER", "largest ratio of standard deviations (default 1.25)"},
                alpha_flag_declaration(),
                {"store", 0, "DIR", "the run store (default .reprovip)"},
                {"json", 0, "FILE", "writes the difference as JSON"},
                {"ci", 0, "", "for pipelines: no baseline is written"},
                {"quiet", 'q', "", "the conclusion only"},
                {"verbose", 'v', "", "every value"}},
      .example = "baseline accept --out baselines/study.json",
      .choices = {"accept", "show", "diff"},
      .run = run};
}

} // namespace reprovip::cli
