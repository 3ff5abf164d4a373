#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/score/file_jobs.hpp"
#include "harness/score/path_options.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/score.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

// Kinds that compare regions read integers, whatever the files' names say.
bool speaks_of_labels(const MetricEntry& entry) {
  return entry.inputs.find("label image") != std::string::npos || entry.declaration.name == "dice";
}

// A list of rows, of which each column is an execution; to "value" it is one execution like any other.
bool is_one_table(const FileRequest& request) {
  if (request.files.size() != 1 || !request.levels.empty() || !request.pattern.empty() ||
      request.kind == "value") {
    return false;
  }
  const auto reader =
      request.reader.empty() ? reader_for(request.files.front().filename().string()) : request.reader;
  return reader == "table" || !request.long_columns.empty();
}

Result<const MetricEntry*> known_metric(const std::string& kind) {
  const auto* entry = find_metric(kind);
  if (entry == nullptr) {
    return failure(ErrorKind::usage, format("there is no metric \"{}\"", kind),
                   suggestion(kind, model::names_of(builtin_metrics())));
  }
  return entry;
}

Result<void> check_files(const FileRequest& request, const MetricPlugin& plugin) {
  const auto count = request.files.size() + request.levels.size();
  const bool is_values = std::holds_alternative<std::unique_ptr<ValuesMetric>>(plugin);
  const bool one_is_enough =
      (is_values && is_one_table(request)) || request.kind == "value" || !request.truth.empty();
  if (count < (one_is_enough ? 1U : 2U)) {
    return failure(ErrorKind::usage,
                   format("\"{}\" takes {}", request.kind,
                          is_values ? "a table, or 2 files at least" : "2 files at least"),
                   "one file per execution");
  }
  if (!request.files.empty() && !request.levels.empty()) {
    return failure(ErrorKind::usage, "files of a level stand with the others",
                   "give all files with --level NAME=FILE, or none");
  }
  if (!request.long_columns.empty() && !is_one_table(request)) {
    return failure(ErrorKind::usage, "--long goes with one table");
  }
  if (!request.across.empty() && request.pattern.empty() && request.long_columns.empty()) {
    return failure(ErrorKind::usage, "--across names a part of --pattern, or a column with --long",
                   "or give the files of each level with --level NAME=FILE");
  }
  return {};
}

// Metrics of pairs of levels of which nobody said the name.
FileRequest completed(const FileRequest& given, const MetricEntry& entry) {
  auto request = given;
  if (request.reader.empty() && speaks_of_labels(entry)) {
    request.reader = "labels";
  }
  return request;
}

} // namespace

model::Score blank_of_files(const FileRequest& request, const MetricEntry& entry, const PlacedFiles& placed) {
  model::Score score;
  score.metric = request.kind;
  score.kind = request.kind;
  score.output = "files";
  score.unit = shown_unit(entry);
  score.subjects = static_cast<std::uint32_t>(std::max<std::size_t>(placed.targets.size(), 1));
  score.repetitions = static_cast<std::uint32_t>(placed.files.size());
  return score;
}

Result<std::vector<model::Score>> score_files(const FileRequest& given) {
  TRY_ASSIGN(const auto* entry, known_metric(given.kind));
  const auto request = completed(given, *entry);
  TRY_ASSIGN(const auto plugin, entry->make(with_commands_beside(".", request.options, *entry)));
  TRY(check_files(request, plugin));
  if (const auto* values = std::get_if<std::unique_ptr<ValuesMetric>>(&plugin)) {
    if (is_one_table(request)) {
      return values_of_table(request, *entry, **values);
    }
    TRY_ASSIGN(const auto placed, place_files(request));
    return values_of_files(request, *entry, **values, placed);
  }
  TRY_ASSIGN(const auto placed, place_files(request));
  if (const auto* pairs = std::get_if<std::unique_ptr<PairMetric>>(&plugin)) {
    return pairs_of_files(request, *entry, **pairs, placed);
  }
  return sets_of_files(request, *entry, *std::get<std::unique_ptr<SetMetric>>(plugin), placed);
}

Result<std::vector<model::Score>> score_files(const std::string& kind, const std::vector<sys::Path>& files,
                                              const std::string& reader, const std::string& column,
                                              const std::map<std::string, model::Value>& options) {
  FileRequest request;
  request.kind = kind;
  request.files = files;
  request.reader = reader;
  request.column = column;
  request.options = options;
  return score_files(request);
}

} // namespace reprovip::score
