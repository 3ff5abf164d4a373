#include "harness/report/report.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/report_file.hpp"
#include "harness/cli/site.hpp"
#include "harness/report/text.hpp"
#include "harness/study/exhibit.hpp"
#include "harness/study/saved.hpp"

namespace reprovip::cli {

namespace {

// The pages of every study of a store. One that cannot be read, as when it has not been judged yet or its
// protocol is gone, is left out with a note: the others must not wait for it.
Result<std::size_t> write_pages(const Arguments& arguments, const store::Store& store,
                                const sys::Path& site) {
  std::size_t written = 0;
  for (const auto& name : store.studies()) {
    auto study = study::load_study(store, name);
    if (study) {
      add_standings(arguments, *study);
      study::exhibit(store, *study);
      TRY(write_site_page(site, *study));
      ++written;
    } else {
      note({format("{} is left out of the site: {}", name, one_line(study.error().front()))});
    }
  }
  return written;
}

Checked<model::ExitCode> write_site(const Arguments& arguments) {
  const sys::Path site = arguments.text("html");
  TRY_ASSIGN(const auto stores, checked(stores_of(arguments, "store")));
  std::size_t written = 0;
  for (const auto& root : stores) {
    TRY_ASSIGN(const auto store, checked(store::Store::open(root, store::Access::read)));
    TRY_ASSIGN(const auto count, checked(write_pages(arguments, store, site)));
    written += count;
  }
  TRY_ASSIGN(const auto listed, checked(write_site_index(site)));
  if (!arguments.has("quiet")) {
    print(format("{}: {} written, {} listed\n", (site / "index.html").string(),
                 report::counted(written, "page"), report::counted(listed, "study")));
  }
  return model::ExitCode::success;
}

Checked<model::ExitCode> write_one(const Arguments& arguments) {
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

bool asks_for_other_reports(const Arguments& arguments) {
  for (const auto& reporter : report::builtin_reporters()) {
    if (reporter.name != "html" && !report_file(arguments, reporter).empty()) {
      return true;
    }
  }
  return false;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  const bool all = arguments.words.empty() && is_site(arguments.text("html"));
  if (!all && arguments.all("store").size() > 1) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, "several --store go with a site of all studies only",
                          "write --html DIR/ and name no study")});
  }
  if (all && asks_for_other_reports(arguments)) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, "a site is of all studies, other reports are of one",
                          "name the study, or write the site by a command of its own")});
  }
  return all ? write_site(arguments) : write_one(arguments);
}

} // namespace

Subcommand report_command() {
  return {.name = "report",
          .doc =
              "writes any report of a study again (default: the last one); --html DIR/ a site of all studies",
          .words_name = "STUDY",
          .least_words = 0,
          .most_words = 1,
          .flags = joined({history_flag(), {"store", 0, "DIR", "the run store (default .reprovip)", true}},
                          report_flags()),
          .example = "report --html study.html",
          .run = run};
}

} // namespace reprovip::cli
