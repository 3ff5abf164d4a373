#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/metric.hpp"
#include "harness/score/reader.hpp"
#include "harness/score/score.hpp"
#include "harness/score/worst.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

struct File {
  std::string name;
  Digest digest;
  Data data;
};

Result<std::vector<File>> read_all(const std::vector<sys::Path>& paths, const std::string& reader,
                                   const Options& options) {
  std::vector<File> files;
  for (const auto& path : paths) {
    TRY_ASSIGN(const auto digest, sys::sha256_file(path));
    TRY_ASSIGN(auto data, read_data(reader, path, path.filename().string(), options));
    files.push_back({path.string(), digest, std::move(data)});
  }
  return files;
}

model::Score blank(const std::string& kind, const MetricEntry& entry, std::size_t files) {
  model::Score score;
  score.metric = kind;
  score.kind = kind;
  score.output = "files";
  score.unit = shown_unit(entry);
  score.repetitions = static_cast<std::uint32_t>(files);
  return score;
}

// The rows of one column over the files: what is not a finite number in a file is missing there.
Sample sample_of(const std::vector<File>& files, const std::string& column, std::vector<std::string>& skipped,
                 std::vector<std::string>& not_finite) {
  Sample sample;
  sample.columns = static_cast<std::uint32_t>(files.size());
  std::map<std::string, std::size_t> known;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    for (const auto& value : named_values(files[i].data, column)) {
      const auto* number = std::get_if<Number>(&value.cell);
      if (value.column != column && !column.empty()) {
        continue;
      }
      if (number == nullptr || !std::isfinite(number->value)) {
        (number == nullptr ? skipped : not_finite).push_back(format("{} in {}", value.row, files[i].name));
        continue;
      }
      const auto [found, is_new] = known.emplace(value.row, sample.targets.size());
      if (is_new) {
        sample.targets.push_back({value.row, {}});
      }
      sample.targets[found->second].observations.push_back({number->value, number->digits, i});
    }
  }
  return sample;
}

std::vector<std::string> columns_of(const std::vector<File>& files, const std::string& column) {
  std::vector<std::string> columns;
  for (const auto& file : files) {
    for (const auto& value : named_values(file.data, column)) {
      if (std::find(columns.begin(), columns.end(), value.column) == columns.end()) {
        columns.push_back(value.column);
      }
    }
  }
  return columns;
}

model::Score scored(model::Score score, const Sample& sample, const ValuesMetric& metric) {
  score.subjects = static_cast<std::uint32_t>(sample.targets.size());
  put_into(metric.of(sample), score);
  return score;
}

Result<std::vector<model::Score>> values_of_files(const std::string& kind, const MetricEntry& entry,
                                                  const ValuesMetric& metric, const std::vector<File>& files,
                                                  const std::string& column) {
  std::vector<model::Score> scores;
  for (const auto& one : columns_of(files, column)) {
    std::vector<std::string> skipped;
    std::vector<std::string> not_finite;
    const auto sample = sample_of(files, one, skipped, not_finite);
    auto score = blank(kind, entry, files.size());
    score.column = one;
    score.missing = static_cast<std::uint32_t>(skipped.size() + not_finite.size());
    // What is left after a NaN was left out would look better than the files are.
    if (!not_finite.empty()) {
      score.reason = format("NaN or infinite: {}", fmt::join(not_finite, ", "));
      scores.push_back(std::move(score));
      continue;
    }
    if (!skipped.empty()) {
      score.notes.push_back(format("no number: {}", fmt::join(skipped, ", ")));
    }
    if (sample.targets.empty()) {
      score.reason = "no file has a number";
      scores.push_back(std::move(score));
    } else if (entry.pools_targets) {
      scores.push_back(scored(std::move(score), sample, metric));
    } else {
      for (const auto& target : sample.targets) {
        auto of_row = score;
        of_row.row = target.name;
        scores.push_back(scored(std::move(of_row), Sample{{target}, sample.columns, false}, metric));
      }
    }
  }
  if (scores.empty()) {
    return failure(ErrorKind::data,
                   column.empty() ? "these files have no numbers"
                                  : format("no file has a column \"{}\"", column),
                   "choose a reader and a column");
  }
  return scores;
}

std::vector<model::Score> pairs_of_files(const std::string& kind, const MetricEntry& entry,
                                         const PairMetric& metric, const std::vector<File>& files,
                                         const std::string& column) {
  Worst worst(metric);
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = i + 1; j < files.size(); ++j) {
      if (files[i].digest != files[j].digest) {
        worst.add(metric.of(files[i].data, files[j].data, column), files[i].name + " | " + files[j].name);
      } else if (metric.rows_from_data()) {
        worst.add_identical(metric.of(files[i].data, files[i].data, column));
      } else {
        worst.add_identical({{"", metric.identity()}});
      }
    }
  }
  std::vector<model::Score> scores;
  for (const auto& [row, finding] : worst.rows()) {
    auto& score = scores.emplace_back(blank(kind, entry, files.size()));
    score.subjects = 1;
    score.column = column;
    score.row = row;
    put_into(finding, score);
  }
  return scores;
}

} // namespace

Result<std::vector<model::Score>> score_files(const std::string& kind, const std::vector<sys::Path>& files,
                                              const std::string& reader, const std::string& column,
                                              const std::map<std::string, model::Value>& options) {
  const auto* entry = find_metric(kind);
  if (entry == nullptr) {
    return failure(ErrorKind::usage, format("there is no metric \"{}\"", kind),
                   suggestion(kind, model::names_of(builtin_metrics())));
  }
  if (files.size() < 2 && kind != "value") {
    return failure(ErrorKind::usage, format("\"{}\" takes 2 files at least", kind), "one file per execution");
  }
  TRY_ASSIGN(const auto plugin, entry->make(options));
  TRY_ASSIGN(const auto data, read_all(files, reader.empty() && kind == "dice" ? "labels" : reader, options));
  if (const auto* values = std::get_if<std::unique_ptr<ValuesMetric>>(&plugin)) {
    return values_of_files(kind, *entry, **values, data, column);
  }
  return pairs_of_files(kind, *entry, *std::get<std::unique_ptr<PairMetric>>(plugin), data, column);
}

} // namespace reprovip::score
