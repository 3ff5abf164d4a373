#include "harness/report/report.hpp"

#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/study/saved.hpp"

namespace reprovip::cli {

namespace {

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto store, open_store(arguments, store::Access::read));
  TRY_ASSIGN(auto study, study::load_study(store, arguments.words.empty() ? "" : arguments.words.front()));
  add_standings(arguments, study);
  auto problems = write_reports(arguments, study);
  print_summary(arguments, study);
  if (!problems.empty()) {
    return tl::unexpected(std::move(problems));
  }
  return model::ExitCode::success;
}

} // namespace

Subcommand report_command() {
  return {.name = "report",
          .doc = "writes any report of a study again (default: the last one)",
          .words_name = "STUDY",
          .least_words = 0,
          .most_words = 1,
          .flags = joined({history_flag(), {"store", 0, "DIR", "the run store (default .reprovip)"}},
                          report_flags()),
          .example = "report --html study.html",
          .run = run};
}

} // namespace reprovip::cli
