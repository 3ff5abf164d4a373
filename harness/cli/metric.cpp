#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/common.hpp"
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

Result<std::map<std::string, model::Value>> read_options(const Arguments& arguments) {
  std::map<std::string, model::Value> options;
  for (const auto& text : arguments.all("option")) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0) {
      return failure(ErrorKind::usage, format("--option cannot be \"{}\"", text), "write name=value");
    }
    options[text.substr(0, at)] = value_of(text.substr(at + 1));
  }
  return options;
}

Result<void> known_options(const std::string& kind, const std::map<std::string, model::Value>& options) {
  const auto* metric = model::find_plugin(study::vocabulary().metrics, kind);
  std::vector<std::string> names;
  for (const auto& option : metric == nullptr ? std::vector<model::OptionDecl>{} : metric->options) {
    names.push_back(option.name);
  }
  for (const auto& [name, value] : options) {
    if (metric != nullptr && std::ranges::find(names, name) == names.end()) {
      return failure(ErrorKind::usage, format("metric \"{}\" has no option \"{}\"", kind, name),
                     suggestion(name, names));
    }
  }
  return {};
}

std::string line_of(const model::Score& score) {
  std::string text = score.row.empty() ? score.kind : format("{} [{}]", score.kind, score.row);
  text += score.estimate ? format(" = {:.6g}", *score.estimate) : format(": none ({})", score.reason);
  if (score.interval) {
    text += format(" [{:.6g}, {:.6g}]", score.interval->low, score.interval->high);
  }
  text += score.unit.empty() ? "" : " " + score.unit;
  text += score.label.empty() ? "" : "  " + score.label;
  text += !score.decision ? "" : *score.decision ? "  passes" : "  fails";
  for (const auto& [name, value] : score.fields) {
    text += format("\n    {:<16} {:.6g}", name, value);
  }
  for (const auto& note : score.notes) {
    text += "\n    " + note;
  }
  return text + "\n";
}

Checked<model::ExitCode> run(const Arguments& arguments) {
  std::vector<sys::Path> files(arguments.words.begin() + 1, arguments.words.end());
  TRY_ASSIGN(const auto options, checked(read_options(arguments)));
  TRY(checked(known_options(arguments.words.front(), options)));
  TRY_ASSIGN(const auto scores,
             checked(score::score_files(arguments.words.front(), files, arguments.text("reader"),
                                        arguments.text("column"), options)));
  if (arguments.has("json")) {
    model::Scores all;
    all.scores = scores;
    print(dump(model::to_json(all)["scores"], 1) + "\n");
    return model::ExitCode::success;
  }
  for (const auto& score : scores) {
    print(line_of(score));
  }
  return model::ExitCode::success;
}

} // namespace

Subcommand metric_command() {
  return {.name = "metric",
          .doc = "one metric on files at hand: KIND F...",
          .words_name = "KIND-FILES",
          .least_words = 2,
          .most_words = 100000,
          .flags = {{"reader", 0, "NAME", "how to read the files (default: by their names)"},
                    {"column", 0, "NAME", "of a table"},
                    {"option", 'o', "NAME=VALUE", "an option of the metric", true},
                    {"json", 0, "", "as JSON"}},
          .run = run};
}

} // namespace reprovip::cli
