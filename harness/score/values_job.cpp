#include "harness/base/format.hpp"
#include "harness/score/columns.hpp"
#include "harness/score/finding_json.hpp"
#include "harness/score/metric_job.hpp"
#include "harness/score/metrics/sample.hpp"
#include "harness/score/sample_of.hpp"
#include "harness/score/seen_values.hpp"

#include <algorithm>
#include <set>

namespace reprovip::score {

namespace {

std::vector<std::string> columns_in(const std::vector<ValueName>& names) {
  std::vector<std::string> columns;
  for (const auto& [column, row] : names) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
      columns.push_back(column);
    }
  }
  return columns;
}

std::vector<ValueName> rows_of(const std::vector<ValueName>& names, const std::string& column) {
  std::vector<ValueName> rows;
  std::copy_if(names.begin(), names.end(), std::back_inserter(rows),
               [&](const ValueName& name) { return name.first == column; });
  return rows;
}

// An interval that would be too narrow is worse than none: without it the score decides nothing.
void leave_out_interval(Finding& finding, std::string reason) {
  if (finding.interval) {
    finding.interval.reset();
    finding.reason = std::move(reason);
  }
}

class ValuesJob {
public:
  ValuesJob(const Scene& scene, const MetricJob& job, const ValuesMetric& metric, Loader& loader,
            std::vector<std::string>& warnings)
      : m_scene(scene), m_job(job), m_metric(metric), m_needs(metric.needs()), m_loader(loader),
        m_warnings(warnings) {}

  // Scores of one group, by value.
  void run(const Group& group, std::vector<std::pair<ValueName, model::Score>>& scores) {
    const auto seen = see_values(m_scene, m_job, group.executions, m_needs.companion, m_loader, m_warnings);
    const auto names = names_in(seen);
    m_blank = blank_score(m_scene, m_job, group);
    m_columns = columns_of(m_scene, group.executions, m_job.spec.across);
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
    if (const auto most = most_rows(); names.size() > most) {
      scores.emplace_back(ValueName{m_job.spec.column, ""}, too_many(names.size(), most));
      return;
    }
    for (const auto& name : names) {
      scores.emplace_back(name, score(seen, {name}));
    }
  }

private:
  // Rows that have a score each. An image that is read as labels by mistake has as many as voxels.
  std::size_t most_rows() const { return m_job.output.reader == "labels" ? 1000 : 100000; }

  model::Score too_many(std::size_t rows, std::size_t most) const {
    auto score = m_blank;
    score.column = m_job.spec.column;
    score.reason =
        format("{} rows, and a score for each is too much above {}: set targets = \"row\", or read \"{}\" "
               "as something else",
               rows, most, m_job.output.id);
    return score;
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

  std::string obstacle(const std::vector<ValueName>& names, Sample& sample, const Tally& tally) const {
    if (m_needs.across && m_job.spec.across.empty()) {
      return format("\"{}\" compares the levels of a factor: add across", m_job.spec.kind);
    }
    if (m_needs.pairs_of_levels && sample.across && sample.columns < 2) {
      return "there is only one level";
    }
    if (auto reason = tally.why_not(); !reason.empty()) {
      return reason;
    }
    if (sample.targets.empty()) {
      return "no execution has a number";
    }
    return m_needs.truth || !m_job.spec.against.empty() ? add_truth(m_scene, m_job, names, m_loader, sample)
                                                        : "";
  }

  model::Score score(const std::vector<Seen>& all, const std::vector<ValueName>& names) const {
    Tally tally;
    auto sample = make_sample(m_scene, m_job, all, names, m_columns, m_needs, tally);
    auto score = m_blank;
    score.missing = tally.missing;
    const auto design = design_of(all, names.front());
    score.subjects = design.subjects;
    score.repetitions = design.repetitions;
    if (const auto reason = obstacle(names, sample, tally); !reason.empty()) {
      score.reason = reason;
      return score;
    }
    const bool identical = identical_within(sample);
    if (sample.across && !m_needs.every_execution) {
      average_columns(sample);
    }
    auto finding = m_metric.of(sample);
    if (sample.across && !m_needs.every_execution && finding.identical && !identical) {
      finding.identical = false;
      leave_out_interval(finding, "the means of the levels are the same, their executions are not");
    } else if (!sample.across && !m_needs.factors && design.conditions > 1 && !finding.identical) {
      leave_out_interval(
          finding,
          format("the group pools {} conditions, whose executions are no independent repetitions; use "
                 "per = \"condition\", or across",
                 design.conditions));
    }
    put_into(finding, score);
    return score;
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
  const ValuesNeeds m_needs;
  Loader& m_loader;
  std::vector<std::string>& m_warnings;
  // Of the group at hand.
  model::Score m_blank;
  Columns m_columns;
};

std::vector<Group> groups_for(const Scene& scene, const MetricJob& job, const ValuesNeeds& needs) {
  const auto& across = job.spec.across;
  const auto groups = make_groups(scene, job.per(), across);
  if (!needs.pairs_of_levels || across.empty()) {
    return groups;
  }
  std::vector<Group> pairs;
  for (const auto& group : groups) {
    const auto some = pairs_of_levels(scene, group, across);
    // A group of one level still has its score: one that says so.
    pairs.insert(pairs.end(), some.begin(), some.end());
    if (some.empty()) {
      pairs.push_back(group);
    }
  }
  return pairs;
}

} // namespace

std::vector<model::Score> score_values(const Scene& scene, const MetricJob& job, const ValuesMetric& metric,
                                       Loader& loader, std::vector<std::string>& warnings) {
  ValuesJob values(scene, job, metric, loader, warnings);
  std::vector<std::pair<ValueName, model::Score>> scores;
  for (const auto& group : groups_for(scene, job, metric.needs())) {
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
