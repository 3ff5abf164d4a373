#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
#include "harness/cli/score_text.hpp"
#include "harness/score/score.hpp"
#include "harness/study/vocabulary.hpp"

#include <algorithm>
#include <charconv>

namespace reprovip::cli {

namespace {

// As TOML would read it: a boolean, a whole number, a number, else text.
model::Value value_of(const std::string& text) {
  if (text == "true" || text == "false") {
    return text == "true";
  }
  const auto* end = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto read = std::from_chars(text.data(), end, integer);
      read.ec == std::errc{} && read.ptr == end) {
    return integer;
  }
  double number = 0;
  if (const auto read = std::from_chars(text.data(), end, number);
      read.ec == std::errc{} && read.ptr == end) {
    return number;
  }
  return text;
}

using Values = std::map<std::string, model::Value>;

Result<std::pair<std::string, std::string>> split_pair(const std::string& flag, const std::string& text) {
  const auto at = text.find('=');
  if (at == std::string::npos || at == 0) {
    return failure(ErrorKind::usage, format("--{} cannot be \"{}\"", flag, text), "write name=value");
  }
  return std::pair(text.substr(0, at), text.substr(at + 1));
}

const std::vector<Flag>& own_flags() {
  static const std::vector<Flag> flags = {
      {"reader", 0, "NAME", "how to read the files (default: by their names)"},
      {"reader-option", 0, "NAME=VALUE", "an option of the reader", true},
      {"column", 0, "NAME", "of a table"},
      {"key", 0, "COLUMNS", "the columns that name a table's rows"},
      {"long", 0, "COLUMNS", "of one table with a row per value: subject,run,value, then factors"},
      {"pattern", 0, "PATTERN", "which file is whose: '{subject}_r{repetition}.nii.gz'"},
      {"level", 0, "NAME=FILE", "a file of a level; levels are compared", true},
      {"across", 0, "NAME", "the part of --pattern, or the column with --long, whose levels are compared"},
      {"against", 0, "FILE", "the ground truth; may use {subject}"},
      {"map", 0, "FILE", "where the metric writes what it writes: a file, or a folder"},
      {"option", 'o', "NAME=VALUE", "an option of the metric, as --NAME VALUE", true},
      {"json", 0, "", "as JSON"}};
  return flags;
}

bool is_own(const std::string& name) {
  return std::ranges::find(own_flags(), name, &Flag::name) != own_flags().end();
}

// Every option of every metric is a flag; which has it is checked afterwards.
std::vector<Flag> option_flags() {
  std::vector<Flag> flags;
  for (const auto& metric : study::vocabulary().metrics) {
    for (const auto& option : metric.options) {
      const auto known = std::ranges::find(flags, option.name, &Flag::name);
      if (known != flags.end()) {
        known->doc += ", " + metric.name;
      } else if (!is_own(option.name)) {
        flags.push_back({option.name, 0, "VALUE", "of " + metric.name, false});
      }
    }
  }
  return flags;
}

Result<Values> read_options(const Arguments& arguments) {
  Values options;
  for (const auto& flag : option_flags()) {
    if (arguments.has(flag.name)) {
      options[flag.name] = value_of(arguments.text(flag.name));
    }
  }
  for (const auto& text : arguments.all("option")) {
    TRY_ASSIGN(const auto pair, split_pair("option", text));
    options[pair.first] = value_of(pair.second);
  }
  return options;
}

Result<void> check_options(const model::PluginDecl& metric, const Values& options) {
  std::vector<std::string> names;
  for (const auto& option : metric.options) {
    names.push_back(option.name);
  }
  for (const auto& [name, value] : options) {
    const auto found = std::ranges::find(metric.options, name, &model::OptionDecl::name);
    if (found == metric.options.end()) {
      return failure(ErrorKind::usage, format("metric \"{}\" has no option \"{}\"", metric.name, name),
                     names.empty() ? "it has none" : suggestion(name, names));
    }
    const auto text = model::to_text(value);
    if (!found->choices.empty() && found->type == model::OptionType::text &&
        std::ranges::find(found->choices, text) == found->choices.end()) {
      return failure(ErrorKind::usage, format("\"{}\" of {} cannot be \"{}\"", name, metric.name, text),
                     suggestion(text, found->choices));
    }
    const bool is_number =
        std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
    const bool wants_number =
        found->type == model::OptionType::number || found->type == model::OptionType::integer;
    if ((wants_number && !is_number) ||
        (found->type == model::OptionType::boolean && !std::holds_alternative<bool>(value))) {
      return failure(ErrorKind::usage, format("\"{}\" of {} cannot be \"{}\"", name, metric.name, text),
                     wants_number ? "write a number" : "write true or false");
    }
  }
  return {};
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Result<score::FileRequest> read_request(const Arguments& arguments) {
  score::FileRequest request;
  request.kind = arguments.words.front();
  request.files.assign(arguments.words.begin() + 1, arguments.words.end());
  const auto* metric = model::find_plugin(study::vocabulary().metrics, request.kind);
  if (metric == nullptr) {
    return failure(ErrorKind::usage, format("there is no metric \"{}\"", request.kind),
                   suggestion(request.kind, model::names_of(study::vocabulary().metrics)));
  }
  TRY_ASSIGN(request.options, read_options(arguments));
  TRY(check_options(*metric, request.options));
  for (const auto& text : arguments.all("reader-option")) {
    TRY_ASSIGN(const auto pair, split_pair("reader-option", text));
    request.reader_options[pair.first] = value_of(pair.second);
  }
  for (const auto& text : arguments.all("level")) {
    TRY_ASSIGN(const auto pair, split_pair("level", text));
    request.levels.emplace_back(pair.first, pair.second);
  }
  request.reader = arguments.text("reader");
  request.column = arguments.text("column");
  request.key = arguments.text("key");
  request.long_columns = split_list(arguments.text("long"));
  request.pattern = arguments.text("pattern");
  request.across = arguments.text("across");
  request.truth = arguments.text("against");
  request.map = arguments.text("map");
  return request;
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  TRY_ASSIGN(const auto request, checked(read_request(arguments)));
  TRY_ASSIGN(const auto scores, checked(score::score_files(request)));
  if (arguments.has("json")) {
    model::Scores all;
    all.scores = scores;
    print(dump(model::to_json(all)["scores"], 1) + "\n");
    return model::ExitCode::success;
  }
  for (const auto& score : scores) {
    print(score_text(score, score.kind));
  }
  return model::ExitCode::success;
}

} // namespace

Subcommand metric_command() {
  return {.name = "metric",
          .doc = "one metric on files at hand: KIND F...",
          .words_name = "KIND-FILES",
          .least_words = 1,
          .most_words = 100000,
          .flags = joined(own_flags(), option_flags()),
          .example = "metric dice a.nii.gz b.nii.gz",
          .choices = model::names_of(study::vocabulary().metrics),
          .run = run};
}

} // namespace reprovip::cli
