#include "harness/stats/one_at_a_time.hpp"

#include "harness/stats/anova.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <map>

namespace reprovip::stats {

namespace {

using Condition = std::vector<std::uint32_t>; // a level of every arm's factor

Condition condition_of(const Effects& effects, const OneAtATime& roles, std::size_t i) {
  Condition condition;
  for (const auto& arm : roles.arms) {
    condition.push_back(effects.terms[arm.factor].level[i]);
  }
  return condition;
}

std::size_t distance(const Condition& a, const Condition& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    count += a[i] == b[i] ? 0U : 1U;
  }
  return count;
}

// Values by condition, each by subject.
using Values = std::map<Condition, std::map<std::uint32_t, double>>;

Values values_of(const Effects& effects, const OneAtATime& roles) {
  Values values;
  for (std::size_t i = 0; i < effects.values.size(); ++i) {
    const auto subject = roles.subject ? effects.terms[*roles.subject].level[i] : 0U;
    values[condition_of(effects, roles, i)][subject] = effects.values[i];
  }
  return values;
}

std::optional<Condition> reference_among(const Values& values) {
  for (const auto& [candidate, cells] : values) {
    if (std::all_of(values.begin(), values.end(), [&, &reference = candidate](const auto& other) {
          return distance(reference, other.first) <= 1;
        })) {
      return candidate;
    }
  }
  return std::nullopt;
}

// Subjects are rows; the reference and what differs from it in the factor `arm` are columns.
Groups layout_of(const Values& values, const Condition& reference, std::size_t arm) {
  Groups rows;
  for (const auto& [condition, cells] : values) {
    if (condition[arm] == reference[arm] && condition != reference) {
      continue;
    }
    rows.resize(cells.size());
    std::size_t row = 0;
    for (const auto& [subject, value] : cells) {
      rows[row++].push_back(value);
    }
  }
  return rows;
}

double variance_between_subjects(const Values& values) {
  std::vector<double> variances;
  for (const auto& [condition, cells] : values) {
    std::vector<double> column;
    for (const auto& [subject, value] : cells) {
      column.push_back(value);
    }
    variances.push_back(moments(column).variance());
  }
  return moments(variances).mean;
}

class Solver {
public:
  Solver(const CellMeans& cells, const OneAtATime& roles, std::size_t subjects)
      : m_roles(roles), m_k(cells.replicates), m_subjects(static_cast<double>(subjects)),
        m_run(cells.means.terms.size()) {
    m_result.squares.resize(m_run + 1);
    m_result.weights.assign(m_run + 1, std::vector<double>(m_run + 1, 0));
    m_result.squares[m_run] = cells.within;
    m_result.weights[m_run][m_run] = 1;
  }

  void add_arm(const OneAtATime::Arm& arm, const Groups& layout) {
    if (!arm.with_subject) {
      const auto levels = moments(layout.front());
      set(arm.factor, m_k * levels.variance(), static_cast<double>(levels.count) - 1);
      add(arm.factor, {{arm.factor, 1 / m_k}, {m_run, -1 / m_k}});
      return;
    }
    const auto table = two_way(layout);
    const auto both = *arm.with_subject;
    const auto df = static_cast<double>(table.columns) - 1;
    set(arm.factor, m_k * table.msc, df);
    set(both, m_k * table.mse, df * (m_subjects - 1));
    add(arm.factor, {{arm.factor, 1 / (m_k * m_subjects)}, {both, -1 / (m_k * m_subjects)}});
    add(both, {{both, 1 / m_k}, {m_run, -1 / m_k}});
  }

  void add_subject(double variance) {
    const auto subject = *m_roles.subject;
    set(subject, m_k * variance, m_subjects - 1);
    add(subject, {{subject, 1 / m_k}, {m_run, -1 / m_k}});
    for (const auto& arm : m_roles.arms) {
      add(subject, {{*arm.with_subject, -1 / m_k}, {m_run, 1 / m_k}});
    }
  }

  AnovaComponents result() && { return std::move(m_result); }

private:
  void set(std::size_t term, double ms, double df) { m_result.squares[term] = {ms, df}; }
  void add(std::size_t component, const std::vector<std::pair<std::size_t, double>>& weights) {
    for (const auto& [square, weight] : weights) {
      m_result.weights[component][square] += weight;
    }
  }

  const OneAtATime& m_roles;
  double m_k;
  double m_subjects;
  std::size_t m_run;
  AnovaComponents m_result;
};

bool has_all_roles(const Effects& effects, const OneAtATime& roles) {
  std::size_t count = roles.subject ? 1U : 0U;
  for (const auto& arm : roles.arms) {
    if (arm.with_subject.has_value() != roles.subject.has_value()) {
      return false;
    }
    count += arm.with_subject ? 2U : 1U;
  }
  return count == effects.terms.size();
}

} // namespace

bool is_one_at_a_time(const Effects& effects, const OneAtATime& roles) {
  return roles.arms.size() > 1 && reference_among(values_of(effects, roles)).has_value();
}

std::optional<AnovaComponents> one_at_a_time_components(const CellMeans& cells, const OneAtATime& roles) {
  if (!(cells.within.df > 0) || !has_all_roles(cells.means, roles) || !is_one_at_a_time(cells.means, roles)) {
    return std::nullopt;
  }
  const auto values = values_of(cells.means, roles);
  const std::size_t subjects = roles.subject ? cells.means.terms[*roles.subject].levels : 1;
  if (std::any_of(values.begin(), values.end(),
                  [&](const auto& condition) { return condition.second.size() != subjects; })) {
    return std::nullopt;
  }
  const auto reference = *reference_among(values);
  Solver solver(cells, roles, subjects);
  for (std::size_t i = 0; i < roles.arms.size(); ++i) {
    solver.add_arm(roles.arms[i], layout_of(values, reference, i));
  }
  if (roles.subject) {
    solver.add_subject(variance_between_subjects(values));
  }
  return std::move(solver).result();
}

} // namespace reprovip::stats
