#include "harness/history/history.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/report/history.hpp"

#include <charconv>

namespace reprovip::cli {

namespace {

Result<double> read_alpha(const Arguments& arguments) {
  const auto text = arguments.text("alpha", "0.05");
  double alpha = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), alpha);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !(alpha >= 0.001 && alpha <= 0.5)) {
    return failure(ErrorKind::usage, format("--alpha cannot be \"{}\"", text),
                   "write a probability from 0.001 to 0.5");
  }
  return alpha;
}

std::string askable_text(const std::vector<history::Askable>& askable) {
  std::string text = "reprovip history METRIC [PROTOCOL]; METRIC is one of\n";
  for (const auto& one : askable) {
    text += format("  {:<24} {} ({} {})\n", one.name, one.doc, one.studies,
                   one.studies == 1 ? "study" : "studies");
  }
  return text;
}

Errors write_files(const Arguments& arguments, const model::History& history) {
  using Write = std::string (*)(const model::History&);
  const std::pair<const char*, Write> forms[] = {
      {"csv", report::history_csv}, {"json", report::history_json}, {"plot", report::history_svg}};
  Errors problems;
  for (const auto& [flag, write] : forms) {
    if (!arguments.has(flag)) {
      continue;
    }
    if (auto written = write_bytes(arguments.text(flag), write(history)); !written) {
      problems.push_back(with_context(std::move(written).error(), format("while writing --{}", flag)));
    }
  }
  return problems;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto alpha, checked(read_alpha(arguments)));
  TRY_ASSIGN(const auto stores, checked(stores_of(arguments, "store")));
  if (arguments.words.empty()) {
    std::vector<std::string> notes;
    TRY_ASSIGN(const auto askable, checked(history::askable(stores, notes)));
    note(notes);
    print(askable_text(askable));
    return model::ExitCode::success;
  }
  const history::Question question{.metric = arguments.words.front(),
                                   .protocol = arguments.words.size() > 1 ? arguments.words[1] : "",
                                   .value = arguments.text("value"),
                                   .alpha = alpha};
  TRY_ASSIGN(const auto found, checked(history::ask(stores, question)));
  note(found.notes);
  auto problems = write_files(arguments, found);
  print(report::history_text(found, screen_width()));
  if (!problems.empty()) {
    return tl::unexpected(std::move(problems));
  }
  return found.lines.empty() ? model::ExitCode::nothing_selected : model::ExitCode::success;
}

} // namespace

Subcommand history_command() {
  return {
      .name = "history",
      .doc =
          "a metric over the studies of a store, changes marked: METRIC [PROTOCOL]; without: what there is",
      .words_name = "METRIC-PROTOCOL",
      .least_words = 0,
      .most_words = 2,
      .flags = {{"value", 0, "PATTERN", "only these values or criteria (wildcards)"},
                {"store", 0, "DIR", "a run store (default .reprovip); several count as one", true},
                {"alpha", 0, "P", "how often a line without a change may show one (default 0.05)"},
                {"csv", 0, "FILE", "one row per value and study"},
                {"json", 0, "FILE", "everything"},
                {"plot", 0, "FILE", "an SVG drawing"}},
      .example = "history nu --plot nu.svg",
      .run = run};
}

} // namespace reprovip::cli
