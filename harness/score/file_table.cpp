#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/score/file_jobs.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::score {

namespace {

using Fields = std::vector<std::vector<std::string>>;

std::string lower(std::string text) {
  for (char& c : text) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

// A first column of such a name has names, also where they are numbers.
bool is_name_column(const std::string& header) {
  constexpr std::array<std::string_view, 9> k_names = {"",    "subject", "sub",     "id",    "target",
                                                       "row", "case",    "patient", "sample"};
  const auto name = lower(header);
  return name.ends_with("_id") || std::ranges::find(k_names, name) != k_names.end();
}

// What cannot be a number: "" when all is well.
struct Left {
  std::size_t absent = 0;
  std::vector<std::string> not_finite;
  std::vector<std::string> text;
};

std::optional<Number> number_in(const TableCell& cell, const std::string& where, Left& left) {
  if (std::holds_alternative<std::monostate>(cell)) {
    ++left.absent;
    return std::nullopt;
  }
  const auto* number = std::get_if<Number>(&cell);
  if (number == nullptr) {
    left.text.push_back(where);
    return std::nullopt;
  }
  if (!std::isfinite(number->value)) {
    left.not_finite.push_back(where);
    return std::nullopt;
  }
  return *number;
}

std::vector<model::Score> finish(const FileRequest& request, const MetricEntry& entry,
                                 const ValuesMetric& metric, Sample sample, const Left& left) {
  PlacedFiles none;
  auto score = blank_of_files(request, entry, none);
  score.column = request.column;
  score.missing = static_cast<std::uint32_t>(left.absent + left.not_finite.size() + left.text.size());
  if (!left.not_finite.empty() || !left.text.empty()) {
    const auto& first = left.not_finite.empty() ? left.text : left.not_finite;
    score.reason =
        format("{}: {}", left.not_finite.empty() ? "no number" : "NaN or infinite", fmt::join(first, ", "));
    return {score};
  }
  if (left.absent > 0) {
    score.notes.push_back(format("{} cells are empty", left.absent));
  }
  std::erase_if(sample.targets, [](const Target& target) { return target.observations.empty(); });
  if (entry.pools_targets || sample.across || metric.needs().factors) {
    return scores_of_sample(entry, metric, std::move(sample), std::move(score));
  }
  std::vector<model::Score> scores;
  for (const auto& target : sample.targets) {
    auto of_row = score;
    of_row.row = target.name;
    auto one = sample;
    one.targets = {target};
    auto some = scores_of_sample(entry, metric, std::move(one), std::move(of_row));
    scores.insert(scores.end(), some.begin(), some.end());
  }
  return scores;
}

Result<void> add_truths(const FileRequest& request, Sample& sample) {
  const auto path = truth_of(request, "");
  if (!path) {
    return {};
  }
  TRY_ASSIGN(const auto data, read_file_data(request, *path));
  for (const auto& value : named_values(data, request.column)) {
    const auto* number = std::get_if<Number>(&value.cell);
    const auto target = std::ranges::find(sample.targets, value.row, &Target::name);
    if (number != nullptr && target != sample.targets.end()) {
      target->truth = number->value;
    }
  }
  return {};
}

// Rows are targets, columns executions (or levels, for metrics that compare levels).
Result<std::vector<model::Score>> wide(const FileRequest& request, const MetricEntry& entry,
                                       const ValuesMetric& metric) {
  auto asked = request;
  if (asked.key.empty() && (asked.reader.empty() || asked.reader == "table")) {
    const auto name = request.files.front().filename().string();
    const auto fields = read_fields(request.files.front(), name, request.reader_options);
    if (fields && !fields->empty() && fields->front().size() > 1 && is_name_column(fields->front().front())) {
      asked.key = fields->front().front();
    }
  }
  TRY_ASSIGN(const auto data, read_file_data(asked, request.files.front()));
  const auto* table = std::get_if<Table>(&data);
  if (table == nullptr) {
    return failure(ErrorKind::usage, format("\"{}\" is no table", request.files.front().string()),
                   format("give one file per execution, or a table of which each column is one"));
  }
  const auto needs = metric.needs();
  Sample sample;
  sample.columns = static_cast<std::uint32_t>(table->columns.size());
  sample.across = needs.across || needs.pairs_of_levels;
  sample.levels = sample.across ? table->columns : std::vector<std::string>{};
  Left left;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    auto& target = sample.targets.emplace_back();
    target.name = table->keys[row];
    for (std::uint32_t column = 0; column < sample.columns; ++column) {
      const auto where = format("{} of \"{}\"", table->columns[column], target.name);
      if (const auto number = number_in(table->rows[row][column], where, left)) {
        target.observations.push_back({number->value, number->digits, column, 0, {}});
      }
    }
  }
  TRY(add_truths(asked, sample));
  return finish(request, entry, metric, std::move(sample), left);
}

Result<std::size_t> column_of(const Fields& fields, const std::string& name) {
  const auto found = std::ranges::find(fields.front(), name);
  if (found == fields.front().end()) {
    return failure(ErrorKind::usage, format("the table has no column \"{}\"", name),
                   suggestion(name, fields.front()));
  }
  return static_cast<std::size_t>(found - fields.front().begin());
}

// Texts in order of first appearance become numbers.
std::uint32_t number_in(std::vector<std::string>& known, const std::string& text) {
  const auto found = std::ranges::find(known, text);
  const auto index = static_cast<std::uint32_t>(found - known.begin());
  if (found == known.end()) {
    known.push_back(text);
  }
  return index;
}

// A row for each value: subject, run, value, then factors; a level in the column `across`.
Result<std::vector<model::Score>> long_table(const FileRequest& request, const MetricEntry& entry,
                                             const ValuesMetric& metric) {
  const auto name = request.files.front().filename().string();
  TRY_ASSIGN(const auto fields, read_fields(request.files.front(), name, request.reader_options));
  if (fields.size() < 2 || request.long_columns.size() < 3) {
    return failure(ErrorKind::usage, "a long table has a header, and columns for subject, run and value",
                   "write --long subject,run,value");
  }
  std::vector<std::size_t> columns;
  for (const auto& wanted : request.long_columns) {
    TRY_ASSIGN(const auto column, column_of(fields, wanted));
    columns.push_back(column);
  }
  Sample sample;
  sample.across = !request.across.empty();
  std::size_t level_column = 0;
  if (sample.across) {
    TRY_ASSIGN(level_column, column_of(fields, request.across));
  }
  for (std::size_t i = 3; i < columns.size(); ++i) {
    sample.factors.push_back({request.long_columns[i], {}});
  }
  std::vector<std::string> subjects;
  std::vector<std::string> runs;
  Left left;
  for (std::size_t line = 1; line < fields.size(); ++line) {
    const auto& row = fields[line];
    const auto subject = number_in(subjects, row[columns[0]]);
    if (subject == sample.targets.size()) {
      sample.targets.push_back({row[columns[0]], {}, {}});
    }
    const auto run = number_in(runs, row[columns[1]]);
    const auto level = sample.across ? number_in(sample.levels, row[level_column]) : 0;
    const auto number = number_in(cell_of(row[columns[2]]), format("row {}", line), left);
    if (!number) {
      continue;
    }
    std::vector<std::uint32_t> levels;
    for (std::size_t i = 3; i < columns.size(); ++i) {
      levels.push_back(number_in(sample.factors[i - 3].levels, row[columns[i]]));
    }
    sample.targets[subject].observations.push_back({number->value, number->digits,
                                                    sample.across ? level : run, sample.across ? run : 0,
                                                    std::move(levels)});
  }
  sample.columns = static_cast<std::uint32_t>(sample.across ? sample.levels.size() : runs.size());
  for (auto& target : sample.targets) {
    auto& observations = target.observations;
    const auto place = [](const Observation& one) { return std::tuple(one.column, one.slot, one.levels); };
    std::ranges::stable_sort(observations, {}, place);
    const auto twice = std::ranges::adjacent_find(observations, {}, place);
    if (twice != observations.end()) {
      return failure(ErrorKind::data,
                     format("subject \"{}\" has two values of run \"{}\"", target.name,
                            runs[sample.across ? twice->slot : twice->column]),
                     "name the columns in which they differ after the third in --long, or in --across");
    }
  }
  if (!metric.needs().factors) {
    sample.factors.clear();
  }
  TRY(add_truths(request, sample));
  return finish(request, entry, metric, std::move(sample), left);
}

} // namespace

Result<std::vector<model::Score>> values_of_table(const FileRequest& request, const MetricEntry& entry,
                                                  const ValuesMetric& metric) {
  return request.long_columns.empty() ? wide(request, entry, metric) : long_table(request, entry, metric);
}

} // namespace reprovip::score
