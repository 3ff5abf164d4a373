#include "harness/study/replay.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"

namespace reprovip::cli {

namespace {

std::string output_line(const study::ReplayedOutput& output) {
  const std::string_view what = output.absent_both      ? "absent, then and now"
                                : output.same_raw       ? "identical"
                                : output.same_canonical ? "same content"
                                                        : "differs";
  return format("  {:<20} {:<13} {} -> {}\n", output.id, what, output.before.brief(), output.now.brief());
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto store, open_store(arguments, store::Access::read));
  TRY_ASSIGN(const auto replayed, study::replay(store, arguments.words.front(), arguments.text("keep")));
  std::string text = format("{}: {}{}\n", replayed.name, model::to_string(replayed.now.ending.outcome),
                            replayed.now.ending.reason.empty() ? "" : ", " + replayed.now.ending.reason);
  for (const auto& output : replayed.outputs) {
    text += output_line(output);
  }
  if (!replayed.directory.empty()) {
    text += format("kept in {}\n", replayed.directory.string());
  }
  print(text);
  return replayed.exit;
}

} // namespace

Subcommand replay_command() {
  return {.name = "replay",
          .doc = "runs one execution again, exactly, and compares its outputs; the store stays as it is",
          .words_name = "EXECUTION",
          .least_words = 1,
          .most_words = 1,
          .flags = {{"store", 0, "DIR", "the run store (default .reprovip)"},
                    {"keep", 0, "DIR", "keep what the execution wrote in this new folder"}},
          .example = "replay 5f0c/r003",
          .run = run};
}

} // namespace reprovip::cli
