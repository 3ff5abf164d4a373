#include "harness/base/format.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/metric_job.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace reprovip::score {

namespace {

// A value by its name within an output.
using ValueName = std::pair<std::string, std::string>; // column, row

struct Seen {
  std::uint32_t execution = 0;
  std::shared_ptr<const ReadValues> read; // nullptr: missing
  std::map<ValueName, const TableCell*> cells;
};

// What came of a value in the executions of a group.
struct Tally {
  std::uint32_t missing = 0;
  std::uint32_t text = 0;
  std::uint32_t not_finite = 0;
  std::uint32_t numbers = 0;
  std::string example; // of a text
};

class ValuesJob {
public:
  ValuesJob(const Scene& scene, const MetricJob& job, const ValuesMetric& metric, Loader& loader,
            std::vector<std::string>& warnings)
      : m_scene(scene), m_job(job), m_metric(metric), m_loader(loader), m_warnings(warnings) {}

  // Scores of one group, by value.
  void run(const Group& group, std::vector<std::pair<ValueName, model::Score>>& scores) {
    const auto seen = read_all(group);
    const auto names = names_in(seen);
    m_blank = blank_score(m_scene, m_job, group);
    m_columns = columns_of(group);
    if (names.empty()) {
      scores.emplace_back(ValueName{m_job.spec.column, ""}, without_values(seen));
      return;
    }
    if (m_job.spec.targets == "row") {
      for (const auto& column : columns_in(names)) {
        scores.emplace_back(ValueName{column, ""}, score(seen, rows_of(names, column)));
      }
      return;
    }
    for (const auto& name : names) {
      scores.emplace_back(name, score(seen, {name}));
    }
  }

private:
  std::vector<Seen> read_all(const Group& group) {
    std::vector<Seen> all;
    for (const auto execution : group.executions) {
      auto& seen = all.emplace_back();
      seen.execution = execution;
      const auto* output = m_scene.output(execution, m_job.output.id);
      if (output == nullptr) {
        continue;
      }
      const auto values =
          m_loader.values(m_job.output, *output, m_scene.subject_name(execution), m_job.spec.column);
      if (!values) {
        warn_once(m_warnings, format("metric \"{}\": {}", m_job.spec.id, one_line(values.error())));
        continue;
      }
      seen.read = *values;
      for (const auto& value : seen.read->values) {
        seen.cells.emplace(ValueName{value.column, value.row}, &value.cell);
      }
    }
    return all;
  }

  // In order of first appearance.
  static std::vector<ValueName> names_in(const std::vector<Seen>& all) {
    std::vector<ValueName> names;
    std::set<ValueName> known;
    std::set<const ReadValues*> done;
    for (const auto& seen : all) {
      if (!seen.read || !done.insert(seen.read.get()).second) {
        continue;
      }
      for (const auto& value : seen.read->values) {
        if (known.insert({value.column, value.row}).second) {
          names.emplace_back(value.column, value.row);
        }
      }
    }
    return names;
  }

  static std::vector<std::string> columns_in(const std::vector<ValueName>& names) {
    std::vector<std::string> columns;
    for (const auto& [column, row] : names) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(column);
      }
    }
    return columns;
  }

  static std::vector<ValueName> rows_of(const std::vector<ValueName>& names, const std::string& column) {
    std::vector<ValueName> rows;
    std::copy_if(names.begin(), names.end(), std::back_inserter(rows),
                 [&](const ValueName& name) { return name.first == column; });
    return rows;
  }

  model::Score without_values(const std::vector<Seen>& all) const {
    auto score = m_blank;
    score.column = m_job.spec.column;
    score.missing = static_cast<std::uint32_t>(
        std::count_if(all.begin(), all.end(), [](const Seen& seen) { return seen.read == nullptr; }));
    score.reason = score.missing == all.size() ? "no execution has an output that can be read"
                   : m_job.spec.column.empty()
                       ? format("\"{}\" has no numbers", m_job.output.id)
                       : format("\"{}\" has no column \"{}\"", m_job.output.id, m_job.spec.column);
    return score;
  }

  static std::optional<Observation> observed(const Seen& seen, const ValueName& name, Tally& tally) {
    if (!seen.read) {
      ++tally.missing;
      return std::nullopt;
    }
    const auto found = seen.cells.find(name);
    if (found == seen.cells.end() && seen.read->absent_is_zero) {
      ++tally.numbers;
      return Observation{0, 0, 0};
    }
    if (found == seen.cells.end() || std::holds_alternative<std::monostate>(*found->second)) {
      ++tally.missing;
      return std::nullopt;
    }
    const auto* number = std::get_if<Number>(found->second);
    if (number == nullptr) {
      ++tally.text;
      tally.example = std::get<std::string>(*found->second);
      return std::nullopt;
    }
    ++tally.numbers;
    if (!std::isfinite(number->value)) {
      ++tally.not_finite;
      return std::nullopt;
    }
    return Observation{number->value, number->digits, 0};
  }

  // Which column each execution of the group stands in.
  std::map<std::uint32_t, std::uint32_t> columns_of(const Group& group) const {
    std::map<std::uint32_t, std::uint32_t> columns;
    if (!m_job.spec.across.empty()) {
      const auto levels = levels_among(m_scene, group.executions, m_job.spec.across);
      for (const auto execution : group.executions) {
        const auto at = std::find(levels.begin(), levels.end(), m_scene.level(execution, m_job.spec.across));
        if (at != levels.end()) {
          columns[execution] = static_cast<std::uint32_t>(at - levels.begin());
        }
      }
      return columns;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> slots;
    for (const auto execution : group.executions) {
      slots[{m_scene.condition(execution), m_scene.plan().executions[execution].repetition}] = 0;
    }
    std::uint32_t next = 0;
    for (auto& [slot, column] : slots) {
      column = next++;
    }
    for (const auto execution : group.executions) {
      columns[execution] =
          slots[{m_scene.condition(execution), m_scene.plan().executions[execution].repetition}];
    }
    return columns;
  }

  Sample sample_of(const std::vector<Seen>& all, const std::vector<ValueName>& names, Tally& tally) const {
    Sample sample;
    sample.across = !m_job.spec.across.empty();
    for (const auto& [execution, column] : m_columns) {
      sample.columns = std::max(sample.columns, column + 1);
    }
    std::map<std::string, std::size_t> known;
    for (const auto& name : names) {
      for (const auto& seen : all) {
        auto observation = observed(seen, name, tally);
        const auto column = m_columns.find(seen.execution);
        if (!observation || column == m_columns.end()) {
          continue;
        }
        observation->column = column->second;
        const auto& subject = m_scene.subject_name(seen.execution);
        const auto target = names.size() == 1 ? subject : subject + " " + name.second;
        const auto [found, is_new] = known.emplace(target, sample.targets.size());
        if (is_new) {
          sample.targets.push_back({target, {}});
        }
        sample.targets[found->second].observations.push_back(*observation);
      }
    }
    return sample;
  }

  // Levels are columns: their executions are taken together.
  static void average_columns(Sample& sample) {
    for (auto& target : sample.targets) {
      std::map<std::uint32_t, std::vector<double>> by_column;
      for (const auto& observation : target.observations) {
        by_column[observation.column].push_back(observation.value);
      }
      target.observations.clear();
      for (const auto& [column, values] : by_column) {
        target.observations.push_back({stats::moments(values).mean, 0, column});
      }
    }
  }

  static void sort_columns(Sample& sample) {
    for (auto& target : sample.targets) {
      std::stable_sort(target.observations.begin(), target.observations.end(),
                       [](const Observation& a, const Observation& b) { return a.column < b.column; });
    }
  }

  static std::string why_not(const Tally& tally) {
    if (tally.text > 0) {
      return format("{} of {} values are no numbers but text (\"{}\")", tally.text,
                    tally.text + tally.numbers, tally.example);
    }
    if (tally.not_finite > 0) {
      return format("{} of {} values are NaN or infinite", tally.not_finite, tally.numbers);
    }
    return tally.numbers == 0 ? "no execution has the value" : "";
  }

  model::Score score(const std::vector<Seen>& all, const std::vector<ValueName>& names) const {
    Tally tally;
    auto sample = sample_of(all, names, tally);
    auto score = m_blank;
    score.missing = tally.missing;
    const auto design = design_of(all, names.front());
    score.subjects = design.subjects;
    score.repetitions = design.repetitions;
    if (const auto reason = why_not(tally); !reason.empty()) {
      score.reason = reason;
      return score;
    }
    const bool identical = identical_within(sample);
    if (sample.across) {
      average_columns(sample);
    }
    sort_columns(sample);
    auto finding = m_metric.of(sample);
    if (sample.across && finding.identical && !identical) {
      finding.identical = false;
      leave_out_interval(finding, "the means of the levels are the same, their executions are not");
    } else if (!sample.across && design.conditions > 1 && !finding.identical) {
      leave_out_interval(
          finding,
          format("the group pools {} conditions, whose executions are no independent repetitions; use "
                 "per = \"condition\", or across",
                 design.conditions));
    }
    put_into(finding, score);
    return score;
  }

  // An interval that would be too narrow is worse than none: without it the score decides nothing.
  static void leave_out_interval(Finding& finding, std::string reason) {
    if (finding.interval) {
      finding.interval.reset();
      finding.reason = std::move(reason);
    }
  }

  struct Design {
    std::uint32_t subjects = 0;
    std::uint32_t conditions = 0;
    std::uint32_t repetitions = 0; // the smallest number of a subject in a condition
  };
  // Of the executions that have the value.
  Design design_of(const std::vector<Seen>& all, const ValueName& name) const {
    std::set<std::string> subjects;
    std::set<std::uint32_t> conditions;
    std::map<std::pair<std::string, std::uint32_t>, std::uint32_t> cells;
    for (const auto& seen : all) {
      if (!seen.read || (!seen.cells.contains(name) && !seen.read->absent_is_zero)) {
        continue;
      }
      const auto& subject = m_scene.subject_name(seen.execution);
      subjects.insert(subject);
      conditions.insert(m_scene.condition(seen.execution));
      ++cells[{subject, m_scene.condition(seen.execution)}];
    }
    Design design{static_cast<std::uint32_t>(subjects.size()), static_cast<std::uint32_t>(conditions.size()),
                  0};
    for (const auto& [cell, count] : cells) {
      design.repetitions = design.repetitions == 0 ? count : std::min(design.repetitions, count);
    }
    return design;
  }

  const Scene& m_scene;
  const MetricJob& m_job;
  const ValuesMetric& m_metric;
  Loader& m_loader;
  std::vector<std::string>& m_warnings;
  // Of the group at hand.
  model::Score m_blank;
  std::map<std::uint32_t, std::uint32_t> m_columns; // execution → column
};

} // namespace

std::vector<model::Score> score_values(const Scene& scene, const MetricJob& job, const ValuesMetric& metric,
                                       Loader& loader, std::vector<std::string>& warnings) {
  ValuesJob values(scene, job, metric, loader, warnings);
  std::vector<std::pair<ValueName, model::Score>> scores;
  for (const auto& group : make_groups(scene, job.per(), job.spec.across)) {
    values.run(group, scores);
  }
  // By value, then row, then group: values in the order of their first appearance.
  std::map<ValueName, std::size_t> first;
  for (const auto& [name, score] : scores) {
    first.emplace(name, first.size());
  }
  std::stable_sort(scores.begin(), scores.end(),
                   [&](const auto& a, const auto& b) { return first[a.first] < first[b.first]; });
  std::vector<model::Score> result;
  for (auto& [name, score] : scores) {
    score.column = name.first;
    score.row = name.second;
    result.push_back(std::move(score));
  }
  return result;
}

} // namespace reprovip::score
