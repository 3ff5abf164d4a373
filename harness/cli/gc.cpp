#include "harness/base/format.hpp"
#include "harness/base/quantity.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"

namespace reprovip::cli {

namespace {

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(auto store, open_store(arguments, store::Access::write));
  const bool dry = arguments.has("dry-run");
  TRY_ASSIGN(const auto garbage, checked(store.collect_garbage(dry)));
  const auto builds =
      garbage.builds == 0 ? std::string{} : format(", {} builds that no study names", garbage.builds);
  print(format("{} {} objects that no record names{} ({}) and {} dead attempts\n",
               dry ? "would remove" : "removed", garbage.objects, builds, human_bytes(garbage.bytes),
               garbage.scratch));
  return model::ExitCode::success;
}

} // namespace

Subcommand gc_command() {
  return {.name = "gc",
          .doc = "removes from the store what no record needs",
          .words_name = "",
          .flags = {{"store", 0, "DIR", "the run store (default .reprovip)"},
                    {"dry-run", 0, "", "say what would be removed, and remove nothing"}},
          .example = "gc --dry-run",
          .run = run};
}

} // namespace reprovip::cli
