#include "harness/baseline/expectation.hpp"

#include "harness/base/format.hpp"
#include "harness/baseline/deviations.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace reprovip::baseline {

namespace {

stats::Repeats repeats_of(const model::BaselineMoments& moments) {
  return {moments.count, moments.mean, moments.sd * moments.sd};
}

stats::VariancePrior prior_of(const model::BaselineValue& value) {
  return {value.prior_df.value_or(std::numeric_limits<double>::infinity()), value.prior_sd * value.prior_sd,
          value.within_df};
}

bool never_varied(const model::Baseline& baseline) {
  const auto varies = [](const model::BaselineValue& value) { return value.within_sd > 0; };
  const auto has_classes = [](const model::BaselineOutput& output) {
    return std::ranges::any_of(output.cells, [](const auto& cell) { return cell.classes > 1; });
  };
  return std::ranges::none_of(baseline.values, varies) && std::ranges::none_of(baseline.outputs, has_classes);
}

double half_of(const Range& range) {
  return (range.high - range.low) / 2;
}

} // namespace

Expectation::Expectation(const model::Baseline& baseline, Chosen chosen, const std::string& subject,
                         double alpha)
    : m_baseline(baseline), m_chosen(std::move(chosen)), m_alpha(alpha),
      m_never_varied(never_varied(baseline)) {
  const auto found = std::ranges::find(baseline.subjects, subject);
  const auto index = static_cast<std::uint32_t>(found - baseline.subjects.begin());
  for (const auto& [cell, count] : baseline.executions) {
    m_repeats += count > 0 ? count - 1 : 0;
    if (found != baseline.subjects.end() && cell.subject == index && is_chosen(cell.condition)) {
      m_subject = index;
    }
  }
  if (!m_subject) {
    m_basis = Basis::subjects;
  } else if (!m_chosen.known) {
    m_basis = Basis::environments;
  } else {
    m_limit = stats::order_limit(baseline.deviations, baseline.deviating, alpha);
    if (m_limit && std::isinf(*m_limit)) {
      m_limit.reset();
    }
    m_basis = m_limit ? Basis::executions : Basis::normal;
  }
}

bool Expectation::is_chosen(std::uint32_t condition) const {
  return std::ranges::find(m_chosen.conditions, condition) != m_chosen.conditions.end();
}

bool Expectation::concerns(const model::BaselineCell& cell) const {
  return m_subject && cell.subject == *m_subject && is_chosen(cell.condition);
}

Expectation::Reach Expectation::without(std::string reason) {
  Reach reach;
  reach.reason = std::move(reason);
  return reach;
}

Expectation::Reach Expectation::reach_of_repeat(const model::BaselineValue& value) const {
  const auto own = std::ranges::find_if(value.cells, [&](const auto& one) { return concerns(one.cell); });
  if (own == value.cells.end()) {
    return without("no accepted execution of the subject has the value");
  }
  const auto group = repeats_of(*own);
  const auto within = stats::moderated_variance(group, prior_of(value));
  Reach reach;
  reach.centre = group.mean;
  reach.count = own->count;
  if (m_limit) {
    const auto prediction = stats::predict_repeat(group, within);
    reach.half = *m_limit * prediction.scale;
    reach.varies = prediction.scale > 0;
    reach.alone = within.df > 0 ? stats::normal_limit(m_alpha, 1, within.df) * prediction.scale : 0;
    return reach;
  }
  reach.varies = group.variance > 0;
  if (reach.varies) {
    const auto scale = stats::predict_repeat(group, {group.variance, group.df()}).scale;
    reach.half = stats::normal_limit(m_alpha, m_baseline.values.size(), group.df()) * scale;
    reach.alone = stats::normal_limit(m_alpha, 1, group.df()) * scale;
  }
  return reach;
}

Expectation::Reach Expectation::reach_of_parts(double centre,
                                               const std::vector<stats::VariancePart>& parts) const {
  Reach reach;
  reach.centre = centre;
  reach.varies = !parts.empty();
  if (reach.varies) {
    reach.half = stats::half_width_of(parts, m_alpha / static_cast<double>(m_baseline.values.size()));
    reach.alone = stats::half_width_of(parts, m_alpha);
  }
  return reach;
}

// Subjects that have every chosen environment; ours must be one of them.
Expectation::Reach Expectation::reach_in_environments(const model::BaselineValue& value) const {
  std::map<std::uint32_t, std::vector<stats::Repeats>> rows;
  for (const auto& one : value.cells) {
    if (is_chosen(one.cell.condition)) {
      rows[one.cell.subject].push_back(repeats_of(one));
    }
  }
  const auto own = rows.find(*m_subject);
  const auto environments = m_chosen.conditions.size();
  if (environments < 2) {
    return without("the baseline has one environment: how much others differ is not known");
  }
  if (own == rows.end() || own->second.size() != environments) {
    return without("the subject's accepted executions do not have the value in every environment");
  }
  std::vector<double> means;
  for (const auto& cell : own->second) {
    means.push_back(cell.mean);
  }
  std::vector<std::vector<stats::Repeats>> table;
  for (auto& [subject, row] : rows) {
    if (row.size() == environments) {
      table.push_back(row);
    }
  }
  auto reach = reach_of_parts(stats::moments(means).mean, stats::new_environment_parts(table));
  reach.count = static_cast<std::uint32_t>(environments);
  return reach;
}

Expectation::Reach Expectation::reach_of_subjects(const model::BaselineValue& value) const {
  std::vector<stats::Repeats> groups;
  std::vector<double> means;
  for (const auto& one : value.cells) {
    if (one.cell.condition == m_chosen.conditions.front()) {
      groups.push_back(repeats_of(one));
      means.push_back(one.mean);
    }
  }
  if (groups.size() < 2) {
    return without("another subject cannot be told from one");
  }
  auto reach = reach_of_parts(stats::moments(means).mean, stats::new_subject_parts(groups));
  reach.count = static_cast<std::uint32_t>(groups.size());
  return reach;
}

Expectation::Reach Expectation::reach_of(const model::BaselineValue& value) const {
  switch (m_basis) {
  case Basis::environments:
    return reach_in_environments(value);
  case Basis::subjects:
    return reach_of_subjects(value);
  case Basis::executions:
  case Basis::normal:
    break;
  }
  return reach_of_repeat(value);
}

void Expectation::place(const model::BaselineValue& value, VerifiedValue& place) const {
  const auto reach = reach_of(value);
  place.executions = reach.count;
  if (!reach.reason.empty()) {
    place.standing = Standing::unknown;
    place.reason = reach.reason;
    return;
  }
  place.centre = reach.centre;
  place.range = Range{reach.centre - reach.half, reach.centre + reach.half};
  place.alone = Range{reach.centre - reach.alone, reach.centre + reach.alone};
  const double apart = std::abs(*place.seen - reach.centre);
  if (apart == 0) {
    place.standing = Standing::inside;
    place.distance = 0;
  } else if (!reach.varies) {
    place_change(reach.count, place);
  } else {
    // Never decided by the rounding of a subtraction: the ends count as inside.
    const bool inside = *place.seen >= place.range->low && *place.seen <= place.range->high;
    place.standing = inside ? Standing::inside : Standing::outside;
    place.distance = half_of(*place.range) > 0 ? std::optional(apart / half_of(*place.range)) : std::nullopt;
  }
}

void Expectation::place_change(std::uint32_t count, VerifiedValue& place) const {
  const char* what = m_basis == Basis::environments ? "environments" : "executions";
  // Every cell's first execution may be anything: only those after it could have differed.
  const auto stands_on = m_basis != Basis::environments && m_never_varied ? m_repeats + 1 : count;
  const bool shown = stands_on > 0 && stats::chance_of_first_change(stands_on) <= m_alpha &&
                     (m_basis == Basis::environments || m_never_varied);
  if (m_basis == Basis::executions && count >= k_least_for_classes) {
    place.standing = Standing::outside;
    place.reason = format("was the same in all {} {}", count, what);
  } else if (m_basis != Basis::subjects && shown) {
    place.standing = Standing::outside;
    place.reason = m_basis == Basis::environments
                       ? format("nothing differed in {} environments", count)
                       : format("nothing ever differed in {} repetitions", m_repeats);
  } else {
    place.standing = Standing::unknown;
    place.reason = m_basis == Basis::subjects
                       ? std::string("of a subject that was not accepted")
                       : format("differs from what {} {} gave: too few to tell", count, what);
  }
}

} // namespace reprovip::baseline
