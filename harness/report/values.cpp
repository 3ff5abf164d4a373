#include "harness/report/values.hpp"

#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/judged.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <map>

namespace reprovip::report {

namespace {

using model::Status;

// What fails first, what nothing judges before what passes.
int row_order(const ValueRow& row) {
  return !row.status ? -1 : *row.status == Status::pass ? 0 : -1 - badness(*row.status);
}

// Whether more of the metric is worse (1), less (-1), or it cannot be told (0).
int worse_direction(const model::Study& study, const model::Score& score) {
  const auto thresholds = thresholds_of(study.plan.resolved.protocol, score);
  if (thresholds.empty()) {
    return 0;
  }
  const char first = thresholds.front().op.front();
  return first == '<' ? 1 : first == '>' ? -1 : 0;
}

void choose_shown(const model::Study& study, ValueCell& cell) {
  for (std::size_t i = 0; i < cell.scores.size(); ++i) {
    if (!cell.shown) {
      cell.shown = i;
      continue;
    }
    const auto order = [&](std::size_t at) {
      const auto& score = *cell.scores[at];
      const double estimate = score.estimate.value_or(0) * worse_direction(study, score);
      return std::pair(cell.statuses[at] ? badness(*cell.statuses[at]) : -1, estimate);
    };
    if (order(i) > order(*cell.shown)) {
      cell.shown = i;
    }
  }
}

class Tables {
public:
  explicit Tables(const model::Study& study) : m_study(study), m_judged(judged_scores(study)) {
    for (const auto& score : study.scores.scores) {
      if (!score.column.empty() || !score.row.empty()) {
        add(score);
      }
    }
  }

  std::vector<ValueTable> tables() && {
    for (std::size_t t = 0; t < m_tables.size(); ++t) {
      finish(t);
    }
    return std::move(m_tables);
  }

private:
  std::size_t table_of(const model::Score& score) {
    const auto of = score.column.empty() ? score.output : score.output + "." + score.column;
    const auto [at, is_new] = m_table_at.emplace(of, m_tables.size());
    if (is_new) {
      auto& table = m_tables.emplace_back();
      table.of = of;
      table.output = score.output;
      table.column = score.column;
    }
    return at->second;
  }

  static std::size_t column_of(ValueTable& table, const model::MetricSpec* metric) {
    const auto found = std::find(table.metrics.begin(), table.metrics.end(), metric);
    const auto column = static_cast<std::size_t>(found - table.metrics.begin());
    if (found == table.metrics.end()) {
      table.metrics.push_back(metric);
    }
    return column;
  }

  std::size_t row_of(std::size_t t, const model::Score& score) {
    auto& rows = m_tables[t].rows;
    const auto [at, is_new] = m_row_at.emplace(std::pair(t, score.row), rows.size());
    if (is_new) {
      auto& row = rows.emplace_back();
      row.name = name_of(score);
      row.value = value_name(score);
      row.identical = true;
    }
    return at->second;
  }

  void add(const model::Score& score) {
    const auto* metric = model::find_metric(m_study.plan.resolved.protocol, score.metric);
    if (metric == nullptr) {
      return;
    }
    const auto t = table_of(score);
    auto& table = m_tables[t];
    const auto column = column_of(table, metric);
    auto& row = table.rows[row_of(t, score)];
    row.cells.resize(std::max(row.cells.size(), column + 1));
    row.identical = row.identical && score.identical;
    auto& cell = row.cells[column];
    cell.scores.push_back(&score);
    std::optional<Status> status;
    if (const auto found = m_judged.find({score.metric, row.value, score.group}); found != m_judged.end()) {
      for (const auto& judged : found->second) {
        take_worse(status, judged.check->status);
        m_of_value[row.value].push_back(judged);
      }
    }
    cell.statuses.push_back(status);
  }

  // What the checks of one severity come to: the first of the worst that did not pass, and how many others.
  struct Missed {
    const Judged* worst = nullptr;
    std::size_t others = 0;

    void add(const Judged& judged) {
      if (judged.check->status == Status::pass) {
        return;
      }
      others += worst == nullptr ? 0 : 1;
      if (worst == nullptr || badness(judged.check->status) > badness(worst->check->status)) {
        worst = &judged;
      }
    }
    std::string text() const {
      const auto& group = worst->check->group;
      return format("{}{}: {}{}", worst->verdict->criterion, group.empty() ? "" : format(" {{{}}}", group),
                    worst->check->text, others > 0 ? format("; and {}", counted(others, "more check")) : "");
    }
  };

  // By the criteria of the highest severity that speak of it.
  void judge(ValueTable& table, ValueRow& row) const {
    const auto found = m_of_value.find(row.value);
    if (found == m_of_value.end()) {
      return;
    }
    const auto& all = found->second;
    const auto highest = std::max_element(all.begin(), all.end(), [](const Judged& a, const Judged& b) {
                           return a.verdict->severity < b.verdict->severity;
                         })->verdict->severity;
    std::map<model::Severity, Missed> missed;
    for (const auto& judged : all) {
      missed[judged.verdict->severity].add(judged);
      if (judged.verdict->severity == highest) {
        take_worse(row.status, judged.check->status);
        row.scope = std::max(row.scope, judged.check->scope);
      }
    }
    table.scope = std::max(table.scope, row.scope);
    for (auto at = missed.rbegin(); at != missed.rend() && row.why.empty(); ++at) {
      if (at->second.worst != nullptr) {
        row.why = at->second.text();
        row.why += at->first == highest ? "" : format(" (severity {} only)", to_string(at->first));
      }
    }
  }

  void finish(std::size_t t) {
    auto& table = m_tables[t];
    for (auto& row : table.rows) {
      row.cells.resize(table.metrics.size());
      for (auto& cell : row.cells) {
        choose_shown(m_study, cell);
      }
      judge(table, row);
    }
    std::ranges::stable_sort(table.rows, {}, row_order);
  }

  const model::Study& m_study;
  JudgedScores m_judged;
  std::vector<ValueTable> m_tables;
  std::map<std::string, std::size_t> m_table_at;
  std::map<std::pair<std::size_t, std::string>, std::size_t> m_row_at;
  std::map<std::string, std::vector<Judged>> m_of_value;
};

} // namespace

std::string name_of(const model::Score& score) {
  return !score.row.empty() ? score.row : !score.column.empty() ? score.column : score.output;
}

std::vector<ValueTable> value_tables(const model::Study& study) {
  return Tables(study).tables();
}

} // namespace reprovip::report
