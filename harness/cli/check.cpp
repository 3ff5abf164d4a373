#include "harness/base/format.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/plan/subjects.hpp"
#include "harness/protocol/read.hpp"
#include "harness/study/launchers.hpp"
#include "harness/study/request.hpp"
#include "harness/study/vocabulary.hpp"

namespace reprovip::cli {

namespace {

Checked<std::string> check_file(const std::string& file, study::Request request) {
  TRY_ASSIGN(const auto type, checked(protocol::type_of(file)));
  if (type != protocol::FileType::protocol) {
    TRY_ASSIGN(const auto application, protocol::read_application(file, study::vocabulary()));
    return format("{}: application \"{}\" {}, {} inputs, {} outputs\n", file, application.name,
                  application.version, application.inputs.size(), application.outputs.size());
  }
  request.protocol = file;
  TRY_ASSIGN(const auto read, study::read_request(request));
  if (!read.import) {
    TRY(study::check_launcher(read));
  }
  // Where the data are said to be, the subjects must be found.
  if (!request.data.empty() && !read.import) {
    TRY(plan::find_subjects(read));
  }
  return format("{}: protocol \"{}\", {} factors, {} outputs, {} metrics, {} criteria\n", file, read.name,
                read.factors.size(), read.outputs.size(), read.metrics.size(), read.criteria.size());
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  Errors errors;
  TRY_ASSIGN(const auto request, request_from(arguments, ""));
  for (const auto& file : arguments.words) {
    auto checked_file = check_file(file, request);
    if (checked_file) {
      print(*checked_file);
    } else {
      errors.insert(errors.end(), checked_file.error().begin(), checked_file.error().end());
    }
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return model::ExitCode::success;
}

} // namespace

Subcommand check_command() {
  return {.name = "check",
          .doc = "reads protocols, applications and Boutiques descriptors, and shows every mistake",
          .words_name = "F",
          .least_words = 1,
          .most_words = 1000,
          .flags = {{"set", 0, "KEY=VALUE", "overrides a key of the protocol", true},
                    {"profile", 0, "NAME", "applies [profile.NAME] of the protocol"},
                    {"data", 0, "DIR", "where relative inputs are: subjects are looked for there as well"}},
          .example = "check protocol.toml",
          .run = run};
}

} // namespace reprovip::cli
