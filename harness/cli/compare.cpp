#include "harness/study/compare.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/compare_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace reprovip::cli {

namespace {

Result<std::pair<std::string, std::string>> split_pair(const std::string& flag, const std::string& text) {
  const auto at = text.find('=');
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
    return failure(ErrorKind::usage, format("--{} cannot be \"{}\"", flag, text), "write name=value");
  }
  return std::pair(text.substr(0, at), text.substr(at + 1));
}

Result<void> read_bound(const std::string& text, study::Bounds& bounds) {
  TRY_ASSIGN(const auto pair, split_pair("bound", text));
  const auto known = bounds.by_kind.find(pair.first);
  if (known == bounds.by_kind.end()) {
    std::vector<std::string> kinds;
    for (const auto& [kind, value] : bounds.by_kind) {
      kinds.push_back(kind);
    }
    return failure(ErrorKind::usage, format("--bound: \"{}\" has no bound", pair.first),
                   suggestion(pair.first, kinds));
  }
  double value = 0;
  const auto* end = pair.second.data() + pair.second.size();
  const auto read = std::from_chars(pair.second.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || !(value > 0) || value > 1e9) {
    return failure(ErrorKind::usage, format("--bound {} cannot be \"{}\"", pair.first, pair.second),
                   "write a number above 0");
  }
  known->second = value;
  return {};
}

// As the metric reads it, before anything is computed.
Result<void> check_margin(const std::string& text) {
  double value = 0;
  const auto number = text.substr(0, text.find(' '));
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  const auto unit = number.size() == text.size() ? "" : text.substr(number.size() + 1);
  if (read.ec != std::errc{} || read.ptr != number.data() + number.size() || !(value > 0) ||
      !std::isfinite(value) || (unit != "" && unit != "sd(subjects)" && unit != "rc")) {
    return failure(ErrorKind::usage, format("--margin cannot be \"{}\"", text),
                   "write a number above 0 in the values' unit, '0.1 sd(subjects)' or '0.5 rc'");
  }
  return {};
}

Result<study::CompareOptions> read_options(const Arguments& arguments) {
  study::CompareOptions options;
  options.bounds.margin = arguments.text("margin", options.bounds.margin);
  TRY(check_margin(options.bounds.margin));
  for (const auto& text : arguments.all("bound")) {
    TRY(read_bound(text, options.bounds));
  }
  for (const auto& text : arguments.all("read")) {
    TRY_ASSIGN(const auto pair, split_pair("read", text));
    options.readers[pair.first] = pair.second;
  }
  return options;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto options, checked(read_options(arguments)));
  study::CompareWords words;
  words.words = arguments.words;
  words.a = arguments.text("levels-a");
  words.b = arguments.text("levels-b");
  words.subjects = arguments.all("subject");
  words.store = arguments.text("store", ".reprovip");
  TRY_ASSIGN(auto comparison, study::compare(words, options));
  const auto problems = write_reports(arguments, comparison.study);
  print(compare_text(comparison, {arguments.has("verbose"), arguments.has("quiet")}));
  complain(problems);
  const auto code = study::exit_code(comparison.likeness);
  return problems.empty() ? code : worst(code, model::ExitCode::infrastructure);
}

} // namespace

Subcommand compare_command() {
  const std::vector<Flag> own = {
      {"levels-a", 'A', "FACTOR=LEVEL,...", "what the first side is"},
      {"levels-b", 'B', "FACTOR=LEVEL,...", "what the second side is"},
      {"margin", 0, "NUMBER", "how far values may be apart (default '0.1 sd(subjects)'; also '0.5 rc')"},
      {"bound", 0, "METRIC=NUMBER", "of nrmse, dice, hd95 (voxels), rms_deviation (mm), variance_ratio",
       true},
      {"read", 0, "ID=READER", "how to read an output (default: as the protocol says, or as fits)", true},
      {"subject", 's', "ID", "only these subjects (wildcards)", true},
      {"store", 0, "DIR", "the run store (default .reprovip)"}};
  return {.name = "compare",
          .doc = "whether two levels of a study (P engine=docker engine=guix), or two studies, give the same",
          .words_name = "A-B",
          .least_words = 1,
          .most_words = 3,
          .flags = joined(own, report_flags()),
          .example = "compare protocol.toml engine=docker engine=guix",
          .run = run};
}

} // namespace reprovip::cli
