#include "harness/protocol/schema.hpp"

#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"

namespace reprovip::cli {

namespace {

Checked<model::ExitCode> run(const Arguments& arguments) {
  const auto what = arguments.words.empty() ? std::string("protocol") : arguments.words.front();
  if (what == "reference") {
    print(protocol::key_reference());
    return model::ExitCode::success;
  }
  TRY_ASSIGN(const auto schema, checked(protocol::json_schema(what)));
  print(dump(schema, 2) + "\n");
  return model::ExitCode::success;
}

} // namespace

Subcommand schema_command() {
  return {.name = "schema",
          .doc = "the JSON Schema of \"protocol\" or \"application\" for editors; \"reference\": the keys in "
                 "Markdown",
          .words_name = "WHAT",
          .least_words = 0,
          .most_words = 1,
          .flags = {},
          .example = "schema protocol > protocol.schema.json",
          .choices = {"protocol", "application", "reference"},
          .run = run};
}

} // namespace reprovip::cli
