#include "harness/study/compare_union.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/design.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reprovip::study {

namespace {

using Names = std::vector<std::string>;
using Cells = std::map<std::pair<std::uint32_t, plan::Levels>, std::uint32_t>;

tl::unexpected<Errors> mistake(std::string message, std::string advice) {
  return tl::unexpected(Errors{make_error(ErrorKind::usage, std::move(message), std::move(advice))});
}

void add_once(Names& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) {
    names.push_back(name);
  }
}

Names minus(const Names& some, const Names& others) {
  Names left;
  std::ranges::copy_if(some, std::back_inserter(left), [&](const std::string& one) {
    return std::ranges::find(others, one) == others.end();
  });
  return left;
}

std::string listed(const Names& names) {
  constexpr std::size_t k_named = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), k_named); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > k_named ? text + format(" and {} more", names.size() - k_named) : text;
}

// The levels of a factor among what counts of a side, in the protocol's order.
Names levels_of(const CompareSide& side, const std::string& factor) {
  const auto& factors = side.plan.resolved.protocol.factors;
  const auto found = std::ranges::find(factors, factor, &model::Factor::name);
  Names levels;
  if (found == factors.end()) {
    return levels;
  }
  const auto index = static_cast<std::size_t>(found - factors.begin());
  std::set<std::uint16_t> seen;
  for (std::size_t i = 0; i < side.plan.executions.size(); ++i) {
    if (side.counts[i]) {
      seen.insert(
          side.plan.conditions[side.plan.cells[side.plan.executions[i].cell].condition].levels[index]);
    }
  }
  for (const auto level : seen) {
    levels.push_back(found->levels[level].name);
  }
  return levels;
}

Names subjects_of(const CompareSide& side) {
  std::set<std::uint32_t> seen;
  for (std::size_t i = 0; i < side.plan.executions.size(); ++i) {
    if (side.counts[i]) {
      seen.insert(side.plan.cells[side.plan.executions[i].cell].subject);
    }
  }
  Names names;
  for (const auto subject : seen) {
    names.push_back(side.plan.resolved.subjects[subject].id);
  }
  return names;
}

const model::Subject* find_subject(const CompareSide& side, const std::string& id) {
  const auto& subjects = side.plan.resolved.subjects;
  const auto found = std::ranges::find(subjects, id, &model::Subject::id);
  return found == subjects.end() ? nullptr : &*found;
}

bool same_inputs(const model::Subject& a, const model::Subject& b) {
  return std::ranges::equal(a.inputs, b.inputs, [](const auto& x, const auto& y) {
    return x.id == y.id && (x.digest == y.digest || x.digest.empty() || y.digest.empty());
  });
}

class Uniting {
public:
  explicit Uniting(const CompareSides& sides) : m_sides(sides) {}

  Checked<CompareUnion> run() {
    auto& protocol = m_union.plan.resolved.protocol;
    protocol = m_sides.a.plan.resolved.protocol;
    protocol.metrics.clear();
    protocol.criteria.clear();
    protocol.truth.clear();
    protocol.repeat.until.reset();
    protocol.design = {};
    protocol.design.reference = model::Assignment{{m_sides.factor, m_sides.a.name}};
    TRY(unite_factors());
    TRY(unite_subjects());
    TRY(unite_outputs());
    add_side(m_sides.a, false);
    add_side(m_sides.b, true);
    finish();
    return std::move(m_union);
  }

private:
  void note(const std::string& text) { m_union.notes.push_back(text); }
  void note_unmatched(const char* what, const Names& a, const Names& b) {
    if (const auto only = minus(a, b); !only.empty()) {
      note(format("{} only in {}: {}", what, m_sides.a.name, listed(only)));
    }
    if (const auto only = minus(b, a); !only.empty()) {
      note(format("{} only in {}: {}", what, m_sides.b.name, listed(only)));
    }
  }

  Checked<void> unite_factors() {
    auto& factors = m_union.plan.resolved.protocol.factors;
    factors.clear();
    auto& compared = factors.emplace_back();
    compared.name = m_sides.factor;
    compared.source = m_sides.source;
    compared.effect = model::FactorEffect::imported; // nothing is set: it says where a result is from
    compared.levels = {{m_sides.a.name, m_sides.a.name}, {m_sides.b.name, m_sides.b.name}};
    Names names;
    for (const auto* side : {&m_sides.a, &m_sides.b}) {
      for (const auto& factor : side->plan.resolved.protocol.factors) {
        add_once(names, factor.name);
      }
    }
    for (const auto& name : names) {
      TRY(unite_factor(name));
    }
    return {};
  }

  Checked<void> unite_factor(const std::string& name) {
    const auto a = levels_of(m_sides.a, name);
    const auto b = levels_of(m_sides.b, name);
    if (name == m_sides.factor && a.size() <= 1 && b.size() <= 1) {
      return {};
    }
    if (a.size() <= 1 && b.size() <= 1) {
      if (a != b && !m_sides.a.chosen.contains(name) && !m_sides.b.chosen.contains(name)) {
        note(format("they differ in {} too: {} | {}", name, a.empty() ? "(not a factor)" : a.front(),
                    b.empty() ? "(not a factor)" : b.front()));
      }
      return {};
    }
    auto common = a;
    std::erase_if(common, [&](const std::string& level) { return std::ranges::find(b, level) == b.end(); });
    if (common.empty()) {
      const bool a_varies = a.size() > 1;
      return mistake(format("{} varies \"{}\" ({}), {} does not have these levels",
                            a_varies ? m_sides.a.name : m_sides.b.name, name, listed(a_varies ? a : b),
                            a_varies ? m_sides.b.name : m_sides.a.name),
                     format("choose one level of it: {} {}={}", a_varies ? "-A" : "-B", name,
                            (a_varies ? a : b).front()));
    }
    note_unmatched((name + " =").c_str(), a, b);
    const auto* known = model::find_factor(m_sides.a.plan.resolved.protocol, name);
    auto kept = *known;
    std::erase_if(kept.levels, [&](const model::Level& level) {
      return std::ranges::find(common, level.name) == common.end();
    });
    kept.name = name == m_sides.factor ? name + " of both" : name;
    m_kept.push_back(name);
    m_union.plan.resolved.protocol.factors.push_back(std::move(kept));
    return {};
  }

  Checked<void> unite_subjects() {
    const auto a = subjects_of(m_sides.a);
    const auto b = subjects_of(m_sides.b);
    Names others;
    for (const auto& id : a) {
      if (std::ranges::find(b, id) == b.end()) {
        continue;
      }
      const auto* subject = find_subject(m_sides.a, id);
      if (!same_inputs(*subject, *find_subject(m_sides.b, id))) {
        others.push_back(id);
      }
      m_union.plan.resolved.subjects.push_back(*subject);
    }
    if (m_union.plan.resolved.subjects.empty()) {
      return mistake(format("{} and {} have no subject in common", m_sides.a.name, m_sides.b.name),
                     format("subjects are matched by their ids: {} | {}", listed(a), listed(b)));
    }
    note_unmatched("subjects", a, b);
    if (!others.empty()) {
      note(format("the inputs themselves differ of subjects: {}", listed(others)));
    }
    return {};
  }

  Checked<void> unite_outputs() {
    auto& outputs = m_union.plan.resolved.protocol.outputs;
    Names a;
    Names b;
    for (const auto& output : outputs) {
      a.push_back(output.id);
    }
    for (const auto& output : m_sides.b.plan.resolved.protocol.outputs) {
      b.push_back(output.id);
    }
    std::erase_if(outputs, [&](const auto& output) { return std::ranges::find(b, output.id) == b.end(); });
    if (outputs.empty()) {
      return mistake(format("{} and {} have no output in common", m_sides.a.name, m_sides.b.name),
                     format("outputs are matched by their ids: {} | {}", listed(a), listed(b)));
    }
    note_unmatched("outputs", a, b);
    return {};
  }

  // The levels that an execution of a side has in the union; nothing when they are not common.
  std::optional<plan::Levels> levels_in_union(const CompareSide& side, const model::Condition& condition,
                                              bool is_b) const {
    plan::Levels levels = {static_cast<std::uint16_t>(is_b ? 1 : 0)};
    const auto& factors = side.plan.resolved.protocol.factors;
    for (std::size_t k = 0; k < m_kept.size(); ++k) {
      const auto index = static_cast<std::size_t>(
          std::ranges::find(factors, m_kept[k], &model::Factor::name) - factors.begin());
      const auto& name = model::level_of(side.plan, condition, index).name;
      const auto& known = m_union.plan.resolved.protocol.factors[k + 1].levels;
      const auto level = std::ranges::find(known, name, &model::Level::name);
      if (level == known.end()) {
        return std::nullopt;
      }
      levels.push_back(static_cast<std::uint16_t>(level - known.begin()));
    }
    return levels;
  }

  void add_side(const CompareSide& side, bool is_b) {
    auto& plan = m_union.plan;
    const auto first_deployment = static_cast<std::uint32_t>(plan.resolved.deployments.size());
    const auto& deployments = side.plan.resolved.deployments;
    plan.resolved.deployments.insert(plan.resolved.deployments.end(), deployments.begin(), deployments.end());
    std::map<plan::Levels, std::uint32_t> conditions;
    Cells cells;
    for (std::uint32_t i = 0; i < side.plan.executions.size(); ++i) {
      const auto& cell = side.plan.cells[side.plan.executions[i].cell];
      const auto& condition = side.plan.conditions[cell.condition];
      const auto levels = levels_in_union(side, condition, is_b);
      const auto subject = std::ranges::find(
          plan.resolved.subjects, side.plan.resolved.subjects[cell.subject].id, &model::Subject::id);
      if (!side.counts[i] || !levels || subject == plan.resolved.subjects.end()) {
        continue;
      }
      const auto [known, is_new] =
          conditions.emplace(*levels, static_cast<std::uint32_t>(plan.conditions.size()));
      if (is_new) {
        plan.conditions.push_back({*levels, environment_of(*levels), first_deployment + condition.deployment,
                                   !is_b && conditions.size() == 1});
      }
      const auto place = static_cast<std::uint32_t>(subject - plan.resolved.subjects.begin());
      const auto [at, new_cell] =
          cells.emplace(std::pair(place, *levels), static_cast<std::uint32_t>(plan.cells.size()));
      if (new_cell) {
        plan.cells.push_back({place, known->second, cell.key});
      }
      plan.executions.push_back(
          {at->second, side.plan.executions[i].repetition, side.plan.executions[i].seed});
      m_union.records.push_back(side.records[i]);
      m_union.is_b.push_back(is_b);
      if (m_union.records.back()) {
        m_union.records.back()->levels[m_sides.factor] = side.name;
      }
    }
  }

  std::uint32_t environment_of(const plan::Levels& levels) {
    auto& names = m_union.plan.environments;
    const auto name = plan::environment_name(m_union.plan.resolved.protocol, levels);
    const auto found = std::ranges::find(names, name);
    const auto index = static_cast<std::uint32_t>(found - names.begin());
    if (found == names.end()) {
      names.push_back(name);
    }
    return index;
  }

  void finish() {
    auto& plan = m_union.plan;
    auto& protocol = plan.resolved.protocol;
    protocol.name = format("{}: {} | {}", m_sides.factor, m_sides.a.name, m_sides.b.name);
    plan.study = protocol.name;
    protocol.repeat.count = 0;
    for (const auto& execution : plan.executions) {
      protocol.repeat.count = std::max(protocol.repeat.count, execution.repetition);
    }
  }

  const CompareSides& m_sides;
  CompareUnion m_union;
  Names m_kept; // factors that vary in both, but the compared one
};

} // namespace

Checked<CompareUnion> unite(const CompareSides& sides) {
  return Uniting(sides).run();
}

} // namespace reprovip::study
