#include "harness/baseline/accept.hpp"

#include "harness/baseline/deviations.hpp"
#include "harness/stats/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace reprovip::baseline {

namespace {

using model::BaselineCell;

constexpr std::size_t k_key_digits = 12;

std::string levels_text(const model::Plan& plan, const model::Condition& condition, bool environmental) {
  std::string text;
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors[i].levels.size() > 1 && model::is_environmental(factors[i].source) == environmental) {
      text += (text.empty() ? "" : ", ") + factors[i].name + "=" + model::level_of(plan, condition, i).name;
    }
  }
  return text;
}

model::BaselineCondition condition_of(const model::Plan& plan, const model::Condition& condition) {
  model::BaselineCondition one;
  one.name = model::describe(plan, condition);
  one.variant = levels_text(plan, condition, false);
  one.environment = levels_text(plan, condition, true);
  const auto& factors = plan.resolved.protocol.factors;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    one.levels[factors[i].name] = model::level_of(plan, condition, i).name;
  }
  one.is_reference = condition.is_reference;
  return one;
}

// The executions that count, by cell in the order of subjects, then conditions.
class Counted {
public:
  explicit Counted(const model::Study& study) : m_study(study) {
    for (std::uint32_t i = 0; i < study.plan.executions.size(); ++i) {
      if (i < study.records.size() && study.records[i] && model::is_complete(*study.records[i])) {
        const auto& cell = study.plan.cells[study.plan.executions[i].cell];
        m_cells[{cell.subject, cell.condition}].push_back(i);
      }
    }
    for (auto& [cell, executions] : m_cells) {
      std::ranges::sort(executions, {}, [&](auto i) { return study.plan.executions[i].repetition; });
    }
  }
  const std::map<BaselineCell, std::vector<std::uint32_t>>& cells() const { return m_cells; }
  const model::Study& study() const { return m_study; }

private:
  const model::Study& m_study;
  std::map<BaselineCell, std::vector<std::uint32_t>> m_cells;
};

void add_identity(const model::Study& study, model::Baseline& baseline) {
  const auto& protocol = study.plan.resolved.protocol;
  baseline.name = protocol.name;
  baseline.tool_version = study.tool_version;
  baseline.study = study.plan.study;
  baseline.status = study.verdicts.status;
  baseline.protocol = protocol.name;
  baseline.profile = protocol.profile;
  baseline.application = protocol.application.name;
  baseline.version = protocol.application.version;
  std::set<std::string> identities;
  for (const auto& deployment : study.plan.resolved.deployments) {
    if (!deployment.identity.empty()) {
      identities.insert(deployment.engine + " " + deployment.identity);
    }
  }
  baseline.identities.assign(identities.begin(), identities.end());
  for (const auto& subject : study.plan.resolved.subjects) {
    baseline.subjects.push_back(subject.id);
  }
  for (const auto& condition : study.plan.conditions) {
    baseline.conditions.push_back(condition_of(study.plan, condition));
  }
}

void add_executions(const Counted& counted, model::Baseline& baseline) {
  const auto& plan = counted.study().plan;
  for (const auto& [cell, executions] : counted.cells()) {
    const auto& key = plan.cells[plan.executions[executions.front()].cell].key;
    baseline.executions.emplace_back(cell, static_cast<std::uint32_t>(executions.size()));
    baseline.keys.push_back(key.hex.substr(0, k_key_digits));
  }
}

// "" where the execution does not have the output.
std::string digest_in(const model::Study& study, std::uint32_t execution, const std::string& output) {
  const auto& outputs = study.records[execution]->outputs;
  const auto found = std::ranges::find(outputs, output, &model::Output::id);
  const bool there = found != outputs.end() && found->state == model::OutputState::present;
  return there ? found->canonical.hex.substr(0, model::k_baseline_digits) : "";
}

model::BaselineClasses classes_of(const BaselineCell& cell, const std::vector<std::string>& digests) {
  std::map<std::string, std::uint32_t> counts;
  model::BaselineClasses classes{cell, 0, 0, {}};
  for (const auto& digest : digests) {
    if (!digest.empty()) {
      ++counts[digest];
      ++classes.executions;
    }
  }
  classes.classes = static_cast<std::uint32_t>(counts.size());
  classes.digests.assign(counts.begin(), counts.end());
  std::ranges::stable_sort(classes.digests, [](const auto& a, const auto& b) { return a.second > b.second; });
  classes.digests.resize(std::min(classes.digests.size(), model::k_baseline_classes));
  return classes;
}

void add_outputs(const Counted& counted, Deviations& deviations, model::Baseline& baseline) {
  for (const auto& declared : counted.study().plan.resolved.protocol.outputs) {
    model::BaselineOutput output{declared.id, {}};
    for (const auto& [cell, executions] : counted.cells()) {
      std::vector<std::string> digests;
      for (const auto execution : executions) {
        digests.push_back(digest_in(counted.study(), execution, declared.id));
      }
      deviations.add_classes(executions, digests);
      output.cells.push_back(classes_of(cell, digests));
    }
    baseline.outputs.push_back(std::move(output));
  }
}

struct ValueCells {
  std::vector<BaselineCell> cells;
  std::vector<std::vector<std::uint32_t>> executions;
  stats::Groups groups;
};

ValueCells cells_of(const Counted& counted, const model::Series& series) {
  ValueCells all;
  for (const auto& [cell, executions] : counted.cells()) {
    std::vector<double> values;
    std::vector<std::uint32_t> which;
    for (const auto execution : executions) {
      if (execution < series.values.size() && series.values[execution]) {
        values.push_back(*series.values[execution]);
        which.push_back(execution);
      }
    }
    if (!values.empty()) {
      all.cells.push_back(cell);
      all.executions.push_back(std::move(which));
      all.groups.push_back(std::move(values));
    }
  }
  return all;
}

model::BaselineValue value_of(const model::Series& series, const ValueCells& all,
                              const stats::VariancePrior& prior) {
  model::BaselineValue value{series.output, series.column, series.row, {}, 0, prior.pooled_df, {}, 0};
  double squares = 0;
  for (std::size_t i = 0; i < all.cells.size(); ++i) {
    const auto group = stats::repeats_of(all.groups[i]);
    squares += group.variance * group.df();
    value.cells.push_back(
        {all.cells[i], static_cast<std::uint32_t>(group.count), group.mean, std::sqrt(group.variance)});
  }
  value.within_sd = prior.pooled_df > 0 ? std::sqrt(squares / prior.pooled_df) : 0;
  value.prior_sd = std::sqrt(prior.variance);
  if (std::isfinite(prior.df)) {
    value.prior_df = prior.df;
  }
  return value;
}

// Numbers whose squares are beyond double precision have no deviation that could be written.
bool is_finite(const model::BaselineValue& value) {
  return std::isfinite(value.within_sd) && std::isfinite(value.prior_sd) &&
         std::ranges::all_of(value.cells, [](const auto& cell) {
           return std::isfinite(cell.mean) && std::isfinite(cell.sd);
         });
}

void add_values(const Counted& counted, Deviations& deviations, model::Baseline& baseline) {
  for (const auto& series : counted.study().observations.series) {
    const auto all = cells_of(counted, series);
    if (all.groups.empty()) {
      continue;
    }
    const auto prior = stats::variance_prior(all.groups);
    auto value = value_of(series, all, prior);
    if (!is_finite(value)) {
      continue;
    }
    const auto left_out = stats::left_out_deviations(all.groups);
    for (std::size_t i = 0; i < left_out.size(); ++i) {
      deviations.add(all.executions[i], left_out[i]);
    }
    baseline.values.push_back(std::move(value));
  }
}

void add_checks(const model::Verdicts& verdicts, model::Baseline& baseline) {
  for (const auto& verdict : verdicts.verdicts) {
    if (verdict.severity != model::Severity::fail) {
      continue;
    }
    for (const auto& check : verdict.checks) {
      baseline.checks.push_back(
          {verdict.criterion, check.value, check.group, check.status, check.estimate, check.interval});
    }
  }
}

} // namespace

model::Baseline accept(const model::Study& study) {
  model::Baseline baseline;
  add_identity(study, baseline);
  const Counted counted(study);
  add_executions(counted, baseline);
  Deviations deviations;
  add_outputs(counted, deviations, baseline);
  add_values(counted, deviations, baseline);
  deviations.give(baseline);
  add_checks(study.verdicts, baseline);
  return baseline;
}

} // namespace reprovip::baseline
