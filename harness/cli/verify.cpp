#include "harness/baseline/verify.hpp"

#include "harness/base/format.hpp"
#include "harness/cli/baselines.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/verify_text.hpp"
#include "harness/study/seen.hpp"
#include "harness/sys/files.hpp"

namespace reprovip::cli {

namespace {

Result<model::Assignment> read_levels(const Arguments& arguments) {
  model::Assignment levels;
  for (const auto& text : arguments.all("environment")) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
      return failure(ErrorKind::usage, format("--environment cannot be \"{}\"", text),
                     "write factor=level, once for each factor that is known");
    }
    levels[text.substr(0, at)] = text.substr(at + 1);
  }
  return levels;
}

// The protocol beside the baseline that names it, or the baseline beside its protocol.
struct Places {
  sys::Path protocol;
  sys::Path baseline;
};

Checked<Places> read_places(const Arguments& arguments) {
  Places places;
  places.baseline = arguments.text("baseline");
  if (arguments.words.size() > 1) {
    places.protocol = arguments.words[1];
  }
  if (places.baseline.empty() && places.protocol.empty()) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, "no baseline is named", "add the protocol, or --baseline FILE")});
  }
  if (places.baseline.empty()) {
    study::Request request;
    request.protocol = places.protocol;
    request.read.profile = arguments.text("profile");
    TRY_ASSIGN(const auto protocol, study::read_request(request));
    places.baseline = baseline_place(protocol.file, protocol.name);
  }
  return places;
}

Checked<void> write(const Arguments& arguments, const baseline::Verification& verification) {
  if (arguments.has("json")) {
    TRY(checked(write_bytes(arguments.text("json"), dump(baseline::to_json(verification), 1) + "\n")));
  }
  if (arguments.has("junit")) {
    TRY(checked(write_bytes(arguments.text("junit"), verify_junit(verification))));
  }
  return {};
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto alpha, checked(alpha_flag(arguments)));
  TRY_ASSIGN(auto places, read_places(arguments));
  TRY_ASSIGN(const auto baseline, checked(read_baseline(places.baseline)));
  if (!baseline) {
    return complain_missing(places.baseline);
  }
  if (places.protocol.empty()) {
    places.protocol = places.baseline.parent_path() / baseline->protocol_file;
  }
  study::ResultWords words;
  words.result = arguments.words.front();
  words.subject = arguments.text("subject");
  TRY_ASSIGN(words.levels, checked(read_levels(arguments)));
  TRY_ASSIGN(words.request, request_from(arguments, places.protocol.lexically_normal().string()));
  words.request.selection = {};
  if (!arguments.has("profile")) {
    words.request.read.profile = baseline->profile;
  }
  TRY_ASSIGN(const auto seen, study::see_result(words));
  TRY_ASSIGN(const auto verification, checked(baseline::verify(*baseline, seen, alpha)));
  TRY(write(arguments, verification));
  print(verify_text(verification, arguments.has("verbose"), arguments.has("quiet")));
  if (arguments.has("warn-only") || verification.status == model::Status::pass) {
    return model::ExitCode::success;
  }
  return verification.status == model::Status::fail ? model::ExitCode::criterion_failed
                                                    : model::ExitCode::inconclusive;
}

} // namespace

Subcommand verify_command() {
  return {
      .name = "verify",
      .doc =
          "whether one execution (a folder, CELL/rN or vip:EXECUTION) lies within what a baseline varies by",
      .words_name = "RESULT-P",
      .least_words = 1,
      .most_words = 2,
      .flags = {{"baseline", 0, "FILE", "(default: baselines/NAME.json beside the protocol)"},
                {"subject", 's', "ID", "whose result it is, when the folder does not say"},
                {"environment", 'e', "FACTOR=LEVEL", "what is known of where or how it ran", true},
                alpha_flag_declaration(),
                {"warn-only", 0, "", "exit 0 whatever is found"},
                {"profile", 0, "NAME", "applies [profile.NAME] of the protocol"},
                {"set", 0, "KEY=VALUE", "overrides a key of the protocol", true},
                {"data", 0, "DIR", "where relative inputs are, instead of the protocol's folder"},
                {"store", 0, "DIR", "the run store (default .reprovip)"},
                {"json", 0, "FILE", "writes it as JSON"},
                {"junit", 0, "FILE", "writes it as JUnit, a case per value"},
                {"quiet", 'q', "", "the conclusion only"},
                {"verbose", 'v', "", "every value"}},
      .example = "verify results/ protocol.toml --subject sub-01",
      .run = run};
}

} // namespace reprovip::cli
