#include "harness/study/laboratory.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/invocation.hpp"
#include "harness/plan/order.hpp"
#include "harness/study/appraise.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>
#include <memory>

namespace reprovip::study {

namespace {

std::string class_of(const model::Record& record, const std::string& output) {
  if (record.ending.outcome != model::Outcome::succeeded) {
    return format("{} {}", model::to_string(record.ending.outcome),
                  record.ending.signal ? *record.ending.signal : record.ending.exit_code.value_or(0));
  }
  for (const auto& one : record.outputs) {
    if (one.id == output) {
      return one.state == model::OutputState::present           ? one.canonical.hex
             : one.state == model::OutputState::absent_optional ? "absent"
                                                                : "missing";
    }
  }
  return "missing";
}

// The executions 1 to `repetitions` of one cell of `plan`, in order.
model::Plan plan_of_cell(const model::Plan& plan, std::uint32_t cell, std::uint32_t repetitions) {
  auto small = plan;
  small.cells = {plan.cells[cell]};
  small.executions = plan::order_executions(small, repetitions, 1);
  std::ranges::sort(small.executions, {}, &model::Execution::repetition);
  return small;
}

std::optional<std::uint32_t> find_condition(const model::Plan& plan, const LevelNames& levels) {
  const auto& factors = plan.resolved.protocol.factors;
  const auto is_wanted = [&](const model::Condition& condition) {
    for (std::size_t i = 0; i < factors.size(); ++i) {
      const auto wanted = levels.find(factors[i].name);
      if (wanted != levels.end() && factors[i].levels[condition.levels[i]].name != wanted->second) {
        return false;
      }
    }
    return true;
  };
  const auto found = std::ranges::find_if(plan.conditions, is_wanted);
  return found == plan.conditions.end()
             ? std::nullopt
             : std::optional(static_cast<std::uint32_t>(found - plan.conditions.begin()));
}

// Inputs are taken not to change while the laboratory is there: executions notice when they do.
plan::HashFile remembering() {
  const auto known = std::make_shared<std::map<std::string, Digest>>();
  return [known](const sys::Path& file) -> Result<Digest> {
    if (const auto found = known->find(file.string()); found != known->end()) {
      return found->second;
    }
    TRY_ASSIGN(const auto digest, sys::sha256_file(file));
    known->emplace(file.string(), digest);
    return digest;
  };
}

} // namespace

Laboratory::Laboratory(store::Store& store, const Request& request, const model::Plan& plan,
                       LevelNames reference, std::vector<Candidate> candidates, RunOptions options,
                       Budget budget, launch::Progress& progress)
    : m_store(store), m_request(request), m_plan(plan), m_reference(std::move(reference)),
      m_candidates(std::move(candidates)), m_options(std::move(options)), m_budget(budget),
      m_progress(progress), m_hash(remembering()), m_start(sys::real_clock().steady()) {}

void Laboratory::find_cells(Variant& variant, const LevelNames& levels) const {
  const auto condition = find_condition(variant.plan, levels);
  if (!condition) {
    variant.impossible = "the design excludes it";
    return;
  }
  for (const auto& subject : m_plan.resolved.subjects) {
    std::optional<std::uint32_t> cell;
    for (std::uint32_t i = 0; i < variant.plan.cells.size() && !cell; ++i) {
      const auto& one = variant.plan.cells[i];
      if (one.condition == *condition && variant.plan.resolved.subjects[one.subject].id == subject.id) {
        cell = i;
      }
    }
    variant.cells.push_back(cell);
  }
}

Laboratory::Variant Laboratory::make_variant(const explain::Toggles& toggles) {
  Variant variant;
  auto request = m_request;
  request.selection.repeat = 1;
  auto levels = m_reference;
  bool is_own = true;
  // What is blamed may be two changes together, which a design of one factor at a time does not run.
  if (m_plan.resolved.protocol.design.kind == model::DesignKind::one_at_a_time) {
    request.read.sets.emplace_back("design.kind", "factorial");
  }
  for (const auto toggle : toggles) {
    const auto& candidate = m_candidates[toggle];
    if (candidate.is_factor) {
      levels[candidate.factor] = candidate.to;
    }
    is_own = is_own && candidate.sets.empty();
    request.read.sets.insert(request.read.sets.end(), candidate.sets.begin(), candidate.sets.end());
  }
  if (is_own && find_condition(m_plan, levels)) {
    variant.plan = m_plan;
  } else if (auto planned = plan_request(request, m_hash)) {
    variant.plan = std::move(*planned);
    // Its executions belong to the study that asks.
    variant.plan.study = m_plan.study;
  } else {
    variant.impossible = one_line(planned.error().front());
    return variant;
  }
  find_cells(variant, levels);
  return variant;
}

const Laboratory::Variant& Laboratory::variant(const explain::Toggles& toggles) {
  const auto known = m_variants.find(toggles);
  return known != m_variants.end() ? known->second
                                   : m_variants.emplace(toggles, make_variant(toggles)).first->second;
}

bool Laboratory::is_allowed() const {
  return m_stopped == model::ExitCode::success &&
         (m_budget.time.count() <= 0 || sys::real_clock().steady() - m_start < m_budget.time);
}

void Laboratory::run(const model::Plan& plan, std::vector<std::uint32_t> missing) {
  const auto left = m_budget.executions ? *m_budget.executions - std::min(*m_budget.executions, m_ran)
                                        : static_cast<std::uint32_t>(missing.size());
  if (!is_allowed() || left < missing.size()) {
    m_spent = true;
    missing.resize(is_allowed() ? left : 0);
  }
  if (missing.empty()) {
    return;
  }
  const auto outcome = execute(m_store, plan, m_options, missing, m_progress);
  if (!outcome) {
    m_problems.push_back(outcome.error());
    m_stopped = model::ExitCode::infrastructure;
    return;
  }
  m_ran += outcome->finished;
  m_problems.insert(m_problems.end(), outcome->errors.begin(), outcome->errors.end());
  m_stopped = worst(m_stopped, stop_code(*outcome));
}

explain::Observed Laboratory::observe(const std::string& output, const explain::Toggles& toggles,
                                      std::size_t subject, std::size_t repetitions) {
  explain::Observed observed;
  const auto& chosen = variant(toggles);
  observed.impossible = chosen.impossible;
  if (!chosen.impossible.empty() || !chosen.cells[subject]) {
    return observed;
  }
  const auto cell = *chosen.cells[subject];
  const auto& key = chosen.plan.cells[cell].key;
  const auto count = std::max(static_cast<std::uint32_t>(repetitions), m_store.last_repetition(key));
  const auto plan = plan_of_cell(chosen.plan, cell, count);
  std::vector<std::string> warnings;
  auto records = records_of(m_store, plan, warnings);
  std::vector<std::uint32_t> missing;
  for (std::uint32_t i = 0; records && i < repetitions; ++i) {
    if (!(*records)[i] || (*records)[i]->ending.infrastructure) {
      missing.push_back(i);
    }
  }
  if (!missing.empty()) {
    if (const auto errors = plan::check_invocations(plan); !errors.empty()) {
      observed.impossible = one_line(errors.front());
      return observed;
    }
    run(plan, std::move(missing));
    records = records_of(m_store, plan, warnings);
  }
  if (!records) {
    m_problems.push_back(records.error());
    observed.stopped = true;
    return observed;
  }
  for (std::uint32_t i = 0; i < records->size(); ++i) {
    const auto& record = (*records)[i];
    if (record && (record->ending.infrastructure || record->ending.outcome == model::Outcome::not_started)) {
      observed.impossible = record->ending.reason;
    } else if (record) {
      if (record->ending.outcome != model::Outcome::succeeded && observed.failed.empty()) {
        observed.failed = record->ending.reason;
      }
      m_looked.emplace(key.hex, i);
      observed.classes.push_back(class_of(*record, output));
    }
  }
  observed.stopped = observed.classes.size() < repetitions && observed.impossible.empty();
  return observed;
}

std::vector<model::Record> Laboratory::records(const explain::Toggles& toggles, std::size_t subject) {
  std::vector<model::Record> found;
  const auto& chosen = variant(toggles);
  if (!chosen.impossible.empty() || !chosen.cells[subject]) {
    return found;
  }
  const auto& key = chosen.plan.cells[*chosen.cells[subject]].key;
  const auto plan = plan_of_cell(chosen.plan, *chosen.cells[subject], m_store.last_repetition(key));
  std::vector<std::string> warnings;
  const auto records = records_of(m_store, plan, warnings);
  for (std::size_t i = 0; records && i < records->size(); ++i) {
    if ((*records)[i] && model::is_complete(*(*records)[i])) {
      found.push_back(*(*records)[i]);
    }
  }
  return found;
}

} // namespace reprovip::study
