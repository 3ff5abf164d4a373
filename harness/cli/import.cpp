#include "harness/study/import.hpp"

#include "harness/base/format.hpp"
#include "harness/base/path_pattern.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/import_stores.hpp"
#include "harness/cli/score_text.hpp"
#include "harness/study/import_protocol.hpp"

#include <algorithm>
#include <filesystem>

namespace reprovip::cli {

namespace {

// More names than this are a listing, not a message.
constexpr std::size_t k_most_named = 10;

tl::unexpected<Error> bad(const std::string& flag, const std::string& value, std::string advice) {
  return failure(ErrorKind::usage, format("--{} cannot be \"{}\"", flag, value), std::move(advice));
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

// "mask=labels"; without a name the first is `otherwise`.
Result<Pairs> read_pairs(const Arguments& arguments, const std::string& flag, bool may_be_bare) {
  Pairs pairs;
  for (const auto& text : arguments.all(flag)) {
    const auto at = text.find('=');
    if (at == std::string::npos && may_be_bare) {
      pairs.emplace_back("", text);
    } else if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
      return bad(flag, text, "write name=value");
    } else {
      pairs.emplace_back(text.substr(0, at), text.substr(at + 1));
    }
  }
  return pairs;
}

// "mask.nii.gz" → "mask", "{subject}_reorient.mat" → "reorient": what a file's name says that is no name of
// ours.
std::string output_id(const std::string& pattern) {
  const auto name = std::filesystem::path(pattern).filename().string();
  std::string id;
  bool inside = false;
  for (const char c : name) {
    inside = c == '{' || (inside && c != '}');
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (c == '.' && !id.empty()) {
      break;
    }
    if (!inside && fits && (c != '_' || !id.empty())) {
      id += c;
    }
  }
  return id.empty() ? "output" : id;
}

Result<study::ImportWords> read_words(const Arguments& arguments, const sys::Path& tree) {
  study::ImportWords words;
  words.tree = tree;
  words.name = arguments.text("name");
  TRY_ASSIGN(words.outputs, read_pairs(arguments, "output", false));
  for (const auto& pattern : arguments.all("pattern")) {
    words.outputs.emplace_back(output_id(pattern), pattern);
  }
  for (const auto& [id, pattern] : words.outputs) {
    TRY(PathPattern::parse(pattern));
  }
  TRY_ASSIGN(words.readers, read_pairs(arguments, "read", true));
  TRY_ASSIGN(words.sources, read_pairs(arguments, "factor", false));
  TRY_ASSIGN(words.first, arguments.count("first"));
  words.metrics = arguments.all("metric");
  return words;
}

struct Given {
  sys::Path tree;
  std::string protocol;
  std::optional<std::string> before; // of a protocol that we wrote
};

Checked<Given> given_by(const Arguments& arguments) {
  Given given;
  for (const auto& word : arguments.words) {
    if (word.ends_with(".toml") && given.protocol.empty()) {
      given.protocol = word;
    } else if (given.tree.empty()) {
      given.tree = word;
    } else {
      return tl::unexpected(Errors{
          make_error(ErrorKind::usage, format("two trees: \"{}\" and \"{}\"", given.tree.string(), word),
                     "import one after the other; a protocol ends in \".toml\"")});
    }
  }
  const bool has_words = arguments.has("pattern") || arguments.has("output") || arguments.has("metric");
  if (!given.protocol.empty() && has_words) {
    return tl::unexpected(
        Errors{make_error(ErrorKind::usage, "--pattern, --output and --metric go without a protocol",
                          "write them into the protocol")});
  }
  if (given.protocol.empty()) {
    TRY_ASSIGN(const auto words, checked(read_words(arguments, given.tree)));
    TRY_ASSIGN(const auto written, study::write_import_protocol(words, arguments.text("store", ".reprovip")));
    given.protocol = written.file.string();
    given.before = written.before;
  }
  return given;
}

std::string listed(const std::string& title, const std::vector<std::string>& names) {
  if (names.empty()) {
    return {};
  }
  auto text = format("{} {}:\n", names.size(), title);
  for (std::size_t i = 0; i < std::min(names.size(), k_most_named); ++i) {
    text += "    " + names[i] + "\n";
  }
  return names.size() > k_most_named ? text + format("    and {} more\n", names.size() - k_most_named) : text;
}

std::string summary_of(const study::ImportResult& result, const std::string& protocol) {
  const auto counts = model::tally(result.study);
  auto text = format("imported {} executions, {} changed, {} known, {} missing; protocol {}\n", result.added,
                     result.changed, result.known, counts.missing, protocol);
  text += listed("files match no pattern", result.unmatched);
  text += listed("files are of subjects, levels or repetitions that are left out", result.left_out);
  text += listed("files cannot be looked into", result.problems);
  return text;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  if (std::ranges::any_of(arguments.words, is_store)) {
    return import_stores(arguments);
  }
  TRY_ASSIGN(const auto given, given_by(arguments));
  TRY_ASSIGN(const auto request, request_from(arguments, given.protocol));
  auto imported = study::import_results(request, given.tree);
  if (!imported) {
    if (given.before) {
      static_cast<void>(sys::write_file_atomic(given.protocol, *given.before));
    }
    return tl::unexpected(std::move(imported).error());
  }
  auto& result = *imported;
  const auto problems = write_reports(arguments, result.study);
  if (!arguments.has("quiet")) {
    print(summary_of(result, given.protocol));
  }
  // Metrics of the command line have no criterion that would show them.
  for (const auto& score :
       arguments.has("metric") ? result.study.scores.scores : std::vector<model::Score>{}) {
    print(score_text(score, score.metric));
  }
  print_summary(arguments, result.study);
  complain(problems);
  return problems.empty() ? result.exit : worst(result.exit, model::ExitCode::infrastructure);
}

} // namespace

Subcommand import_command() {
  const std::vector<Flag> own = {
      {"pattern", 0, "PATTERN", "where the files are: '{version}/exec_{repetition}/{subject}/mask.nii.gz'",
       true},
      {"output", 0, "ID=PATTERN", "as --pattern, for an output of this name", true},
      {"read", 0, "[ID=]READER", "how to read an output (default: by its files' names)", true},
      {"metric", 0, "'KIND KEY=VALUE...'", "a metric: 'dice on=mask across=version labels=1,2,4'", true},
      {"factor", 0, "NAME=SOURCE", "what a name in the patterns probes: software, machine, run ...", true},
      {"first", 0, "N", "the number that the first repetition has in the tree (default 1)"},
      {"name", 0, "NAME", "of the study (default: the folder's)"}};
  return {.name = "import",
          .doc = "results computed elsewhere become a study: TREE with patterns, TREE PROTOCOL.toml, or "
                 "PROTOCOL.toml; other stores (STORE...) are taken over whole, or as far as PROTOCOL.toml "
                 "needs them",
          .words_name = "TREE-PROTOCOL",
          .least_words = 1,
          .most_words = 1000,
          .flags = joined(joined(selection_flags(), own), report_flags()),
          .example = "import results 'run-{repetition}/{subject}/volumes.csv'",
          .run = run};
}

} // namespace reprovip::cli
