#include "harness/cli/export.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/study/saved.hpp"

namespace reprovip::cli {

namespace {

const std::vector<ExportForm>& forms() {
  static const std::vector<ExportForm> all = {table_form(), crate_form(), boutiques_form(), cite_form()};
  return all;
}

Errors nothing_asked_for() {
  std::vector<std::string> names;
  for (const auto& form : forms()) {
    names.push_back(format("--{} {}", form.flag.name, form.flag.value));
  }
  return {make_error(ErrorKind::usage, "nothing to export", format("give {}", fmt::join(names, " or ")))};
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto store, open_store(arguments, store::Access::read));
  TRY_ASSIGN(const auto study,
             study::load_study(store, arguments.words.empty() ? "" : arguments.words.front()));
  Errors problems;
  bool asked = false;
  for (const auto& form : forms()) {
    if (arguments.has(form.flag.name)) {
      asked = true;
      const auto more = form.write(arguments, store, study);
      problems.insert(problems.end(), more.begin(), more.end());
    }
  }
  if (!asked) {
    return tl::unexpected(nothing_asked_for());
  }
  if (!problems.empty()) {
    return tl::unexpected(std::move(problems));
  }
  return model::ExitCode::success;
}

} // namespace

Subcommand export_command() {
  std::vector<Flag> flags;
  for (const auto& form : forms()) {
    flags.push_back(form.flag);
    flags.insert(flags.end(), form.more.begin(), form.more.end());
  }
  flags.push_back({"store", 0, "DIR", "the run store (default .reprovip)"});
  return {.name = "export",
          .doc = "a study for other programs (default: the last one)",
          .words_name = "STUDY",
          .least_words = 0,
          .most_words = 1,
          .flags = flags,
          .example = "export --table tables",
          .run = run};
}

} // namespace reprovip::cli
