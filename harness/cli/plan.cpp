#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/show_plan.hpp"

namespace reprovip::cli {

namespace {

Checked<model::ExitCode> run(const Arguments& arguments) {
  auto code = model::ExitCode::success;
  for (const auto& protocol : arguments.words) {
    TRY_ASSIGN(const auto request, request_from(arguments, protocol));
    TRY_ASSIGN(const auto one, arguments.has("power") ? show_power(request, arguments.has("json"))
                                                      : show_plan(request, arguments.has("json")));
    code = worst(code, one);
  }
  return code;
}

} // namespace

Subcommand plan_command() {
  return {.name = "plan",
          .doc = "the exact command of every execution, with estimates of time and disk",
          .words_name = "P",
          .least_words = 1,
          .most_words = 1000,
          .flags =
              joined(selection_flags(), {{"json", 0, "", "one object a line"},
                                         {"power", 0, "", "what so many subjects and repetitions can show"}}),
          .example = "plan protocol.toml --power",
          .run = run};
}

} // namespace reprovip::cli
