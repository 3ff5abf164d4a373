#include "harness/base/format.hpp"
#include "harness/score/file_jobs.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace reprovip::score {

namespace {

struct ReadFile {
  const PlacedFile* file = nullptr;
  std::vector<NamedValue> values;
};

// What could not be taken from the files.
struct Left {
  std::vector<std::string> no_number;
  std::vector<std::string> not_finite;
};

class FileValues {
public:
  FileValues(const FileRequest& request, const MetricEntry& entry, const ValuesMetric& metric,
             const PlacedFiles& placed)
      : m_request(request), m_entry(entry), m_metric(metric), m_placed(placed) {}

  Result<std::vector<model::Score>> scores() {
    TRY(read());
    std::vector<model::Score> scores;
    for (const auto& column : columns()) {
      auto some = scores_of(column);
      scores.insert(scores.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    if (scores.empty()) {
      return failure(ErrorKind::data,
                     m_request.column.empty() ? "these files have no numbers"
                                              : format("no file has a column \"{}\"", m_request.column),
                     "choose a reader and a column");
    }
    return scores;
  }

private:
  Result<void> read() {
    for (const auto& file : m_placed.files) {
      TRY_ASSIGN(const auto data, read_file_data(m_request, file.path));
      m_files.push_back({&file, named_values(data, m_request.column)});
    }
    for (const auto& target : m_placed.targets) {
      if (const auto path = truth_of(m_request, target)) {
        TRY_ASSIGN(const auto data, read_file_data(m_request, *path));
        m_truth[target] = named_values(data, m_request.column);
      }
    }
    std::map<std::string, std::set<std::string>> factors;
    for (const auto& file : m_placed.files) {
      for (const auto& [name, level] : file.factors) {
        factors[name].insert(level);
      }
    }
    for (const auto& [name, levels] : factors) {
      m_factors.push_back({name, {levels.begin(), levels.end()}});
    }
    return {};
  }

  std::vector<std::string> columns() const {
    std::vector<std::string> found;
    for (const auto& file : m_files) {
      for (const auto& value : file.values) {
        const bool wanted = m_request.column.empty() || value.column == m_request.column;
        if (wanted && std::ranges::find(found, value.column) == found.end()) {
          found.push_back(value.column);
        }
      }
    }
    return found;
  }

  std::vector<std::string> rows_of(const std::string& column) const {
    std::vector<std::string> rows;
    for (const auto& file : m_files) {
      for (const auto& value : file.values) {
        if (value.column == column && std::ranges::find(rows, value.row) == rows.end()) {
          rows.push_back(value.row);
        }
      }
    }
    return rows;
  }

  static std::optional<double> value_at(const std::vector<NamedValue>& values, const std::string& column,
                                        const std::string& row) {
    for (const auto& value : values) {
      if (value.column == column && value.row == row) {
        const auto* number = std::get_if<Number>(&value.cell);
        return number != nullptr ? std::optional(number->value) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  // The observations of one row of one subject.
  Target target_of(std::uint32_t subject, const std::string& column, const std::string& row, Left& left) {
    Target target;
    target.name = m_placed.targets[subject];
    for (const auto& read : m_files) {
      if (read.file->target != subject) {
        continue;
      }
      for (const auto& value : read.values) {
        if (value.column != column || value.row != row) {
          continue;
        }
        const auto* number = std::get_if<Number>(&value.cell);
        if (number == nullptr || !std::isfinite(number->value)) {
          auto& list = number == nullptr ? left.no_number : left.not_finite;
          list.push_back(row.empty() ? read.file->name : format("{} in {}", row, read.file->name));
          continue;
        }
        target.observations.push_back(
            {number->value, number->digits, read.file->column, read.file->slot, levels_of(*read.file)});
      }
    }
    const auto truth = m_truth.find(target.name);
    if (truth != m_truth.end()) {
      target.truth = value_at(truth->second, column, row);
    }
    return target;
  }

  std::vector<std::uint32_t> levels_of(const PlacedFile& file) const {
    std::vector<std::uint32_t> levels;
    for (const auto& factor : m_metric.needs().factors ? m_factors : std::vector<SampleFactor>{}) {
      const auto level = file.factors.find(factor.name);
      const auto at = std::ranges::find(factor.levels, level == file.factors.end() ? "" : level->second);
      levels.push_back(static_cast<std::uint32_t>(at - factor.levels.begin()));
    }
    return levels;
  }

  Sample blank_sample() const {
    Sample sample;
    sample.columns = m_placed.columns;
    sample.across = m_placed.across;
    sample.levels = m_placed.levels;
    sample.factors = m_metric.needs().factors ? m_factors : std::vector<SampleFactor>{};
    return sample;
  }

  std::vector<model::Score> scores_of(const std::string& column) {
    const auto rows = rows_of(column);
    const bool is_pooled = m_placed.targets.size() == 1 && m_entry.pools_targets;
    if (!is_pooled) {
      std::vector<model::Score> scores;
      for (const auto& row : rows) {
        auto some = score_rows(column, {row});
        scores.insert(scores.end(), some.begin(), some.end());
      }
      return scores;
    }
    return score_rows(column, rows);
  }

  // One sample: of several rows each is a target.
  std::vector<model::Score> score_rows(const std::string& column, const std::vector<std::string>& rows) {
    auto sample = blank_sample();
    Left left;
    const bool by_row = m_placed.targets.size() == 1;
    for (const auto& row : rows) {
      for (std::uint32_t subject = 0; subject < m_placed.targets.size(); ++subject) {
        auto target = target_of(subject, column, row, left);
        target.name = by_row ? row : target.name;
        if (!target.observations.empty()) {
          sample.targets.push_back(std::move(target));
        }
      }
    }
    auto score = blank_of_files(m_request, m_entry, m_placed);
    score.column = column;
    score.row = rows.size() == 1 ? rows.front() : "";
    score.missing = static_cast<std::uint32_t>(left.no_number.size() + left.not_finite.size());
    // What is left after a NaN was left out would look better than the files are.
    if (!left.not_finite.empty()) {
      score.reason = format("NaN or infinite: {}", fmt::join(left.not_finite, ", "));
      return {score};
    }
    if (!left.no_number.empty()) {
      score.notes.push_back(format("no number: {}", fmt::join(left.no_number, ", ")));
    }
    return scores_of_sample(m_entry, m_metric, std::move(sample), std::move(score));
  }

  const FileRequest& m_request;
  const MetricEntry& m_entry;
  const ValuesMetric& m_metric;
  const PlacedFiles& m_placed;
  std::vector<ReadFile> m_files;
  std::map<std::string, std::vector<NamedValue>> m_truth;
  std::vector<SampleFactor> m_factors;
};

} // namespace

Result<std::vector<model::Score>> values_of_files(const FileRequest& request, const MetricEntry& entry,
                                                  const ValuesMetric& metric, const PlacedFiles& placed) {
  return FileValues(request, entry, metric, placed).scores();
}

} // namespace reprovip::score
