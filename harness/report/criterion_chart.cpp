#include "harness/report/criterion_chart.hpp"

#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace reprovip::report {

namespace {

constexpr std::size_t k_label_limit = 300;

using Expression = model::Expression;

// The requirement's bounds on the number that checks carry: its parts "name <= number", joined by "and".
void add_limits(std::vector<ChartLimit>& limits, const Expression& require,
                const std::vector<std::string>& names) {
  if (require.kind != Expression::Kind::binary || require.operands.size() != 2) {
    return;
  }
  const auto& left = require.operands[0];
  const auto& right = require.operands[1];
  if (require.word == "and") {
    add_limits(limits, left, names);
    add_limits(limits, right, names);
    return;
  }
  const bool compares = std::string_view("<= >= == < >").find(require.word) != std::string_view::npos;
  const bool speaks_of_it =
      left.kind == Expression::Kind::name && (names.empty() || std::ranges::count(names, left.word) > 0);
  if (compares && speaks_of_it && right.kind == Expression::Kind::number) {
    limits.push_back({require.word, right.number});
  }
}

const model::CriterionSpec* spec_of(const model::Study& study, const model::Verdict& verdict) {
  const auto& criteria = study.plan.resolved.protocol.criteria;
  const auto found = std::ranges::find(criteria, verdict.criterion, &model::CriterionSpec::id);
  return found == criteria.end() ? nullptr : &*found;
}

std::vector<ChartLimit> limits_of(const model::Study& study, const model::Verdict& verdict) {
  std::vector<ChartLimit> limits;
  if (const auto* spec = spec_of(study, verdict)) {
    std::vector<std::string> names;
    if (!spec->metric.empty()) {
      names = {spec->metric, "estimate"};
      for (const auto& score : study.scores.scores) {
        if (score.metric == spec->metric) {
          names.push_back(score.kind);
          break;
        }
      }
    }
    add_limits(limits, spec->require, names);
  }
  return limits;
}

std::string unit_of(const model::Study& study, const model::Verdict& verdict) {
  for (const auto& score : study.scores.scores) {
    if (score.metric == verdict.subject_of && !score.unit.empty()) {
      return score.unit;
    }
  }
  return {};
}

// How far a number is beyond the limits; below 0 it is within.
double excess(double value, const std::vector<ChartLimit>& limits) {
  double most = -std::numeric_limits<double>::infinity();
  for (const auto& limit : limits) {
    const double above = value - limit.value;
    most = std::max(most, limit.op.front() == '<'   ? above
                          : limit.op.front() == '>' ? -above
                                                    : std::abs(above));
  }
  return most;
}

// What has no number is told before what has one.
double badness(const model::Check& check, const std::vector<ChartLimit>& limits) {
  if (!check.estimate || !std::isfinite(*check.estimate)) {
    return std::numeric_limits<double>::infinity();
  }
  return limits.empty() ? std::abs(*check.estimate) : excess(*check.estimate, limits);
}

int rank(model::Status status) {
  return status == model::Status::fail ? 0 : status == model::Status::inconclusive ? 1 : 2;
}

std::string number_of(const model::Check& check, const std::string& unit) {
  if (!check.estimate) {
    return clean(check.text);
  }
  const auto interval =
      check.interval ? format(" [{:.4g}, {:.4g}]", check.interval->low, check.interval->high) : std::string();
  return format("{:.4g}{}{}", *check.estimate, interval, unit.empty() ? "" : " " + clean(unit));
}

std::string rest_of(const std::vector<const model::Check*>& checks, std::size_t shown) {
  if (checks.size() <= shown) {
    return {};
  }
  std::size_t counts[3] = {0, 0, 0};
  for (std::size_t i = shown; i < checks.size(); ++i) {
    ++counts[rank(checks[i]->status)];
  }
  std::vector<std::string> parts;
  const char* words[3] = {"fail", "inconclusive", "pass"};
  for (int i = 0; i < 3; ++i) {
    if (counts[i] > 0) {
      parts.push_back(format("{} {}", counts[i], words[i]));
    }
  }
  return format("{} not shown: {}", counted(checks.size() - shown, "more check"), joined(parts));
}

std::string about_of(const Chart& chart, std::size_t checks, const std::string& axis) {
  auto text = format("{} of {}, worst first", counted(checks, "check"), axis);
  const auto bar =
      std::ranges::find_if(chart.rows, [](const ChartRow& row) { return row.interval.has_value(); });
  text +=
      bar == chart.rows.end() ? "" : format("; bars: {:.4g} % intervals", bar->interval->confidence * 100);
  std::vector<std::string> limits;
  for (const auto& limit : chart.limits) {
    limits.push_back(format("{} {:.4g}", limit.op, limit.value));
  }
  return limits.empty() ? text : text + "; dashed: required " + joined(limits, " and ");
}

} // namespace

Chart criterion_chart(const model::Study& study, const model::Verdict& verdict) {
  Chart chart;
  chart.limits = limits_of(study, verdict);
  std::vector<const model::Check*> checks;
  for (const auto& check : verdict.checks) {
    checks.push_back(&check);
  }
  const auto key = [&](const model::Check* check) {
    return std::pair(rank(check->status), -badness(*check, chart.limits));
  };
  std::ranges::stable_sort(checks, [&](const auto* a, const auto* b) { return key(a) < key(b); });
  const auto unit = unit_of(study, verdict);
  for (std::size_t i = 0; i < std::min(checks.size(), k_chart_rows); ++i) {
    const auto& check = *checks[i];
    chart.rows.push_back({shorten(clean(check_subject(check)), k_label_limit),
                          shorten(number_of(check, unit), k_label_limit), check.status, check.estimate,
                          check.interval});
  }
  const auto what = clean(verdict.subject_of);
  chart.title =
      shorten(clean(format("{} {}: {}", verdict.criterion,
                           verdict.status == model::Status::fail ? "fails" : to_string(verdict.status),
                           verdict.require)),
              k_label_limit);
  chart.axis = unit.empty() ? what : format("{} ({})", what, clean(unit));
  chart.about =
      shorten(checks.empty() ? clean(verdict.reason) : about_of(chart, checks.size(), what), k_label_limit);
  chart.rest = rest_of(checks, chart.rows.size());
  return chart;
}

std::string chart_text(const Chart& chart, std::size_t lines) {
  auto text = chart.about + "\n";
  for (std::size_t i = 0; i < std::min(lines, chart.rows.size()); ++i) {
    const auto& row = chart.rows[i];
    text += format("  {}: {}: {}\n", to_string(row.status), row.label, row.number);
  }
  if (chart.rows.size() > lines) {
    text += format("  {} more in the picture\n", chart.rows.size() - lines);
  }
  return chart.rest.empty() ? text : text + "  " + chart.rest + "\n";
}

} // namespace reprovip::report
