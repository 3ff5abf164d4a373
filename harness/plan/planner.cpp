#include "harness/plan/planner.hpp"

#include "harness/base/format.hpp"
#include "harness/plan/cell_key.hpp"
#include "harness/plan/deployment.hpp"
#include "harness/plan/design.hpp"
#include "harness/plan/order.hpp"
#include "harness/plan/select.hpp"
#include "harness/sys/hash.hpp"

#include <algorithm>
#include <map>

namespace reprovip::plan {

namespace {

Result<void> check_size(const model::Plan& plan, std::size_t repetitions) {
  constexpr std::size_t k_most = 100'000'000;
  if (plan.conditions.size() * plan.resolved.subjects.size() * repetitions > k_most) {
    return failure(
        ErrorKind::protocol,
        format("{} subjects in {} conditions, {} times, are more than a hundred million executions",
               plan.resolved.subjects.size(), plan.conditions.size(), repetitions),
        "split the study");
  }
  return {};
}

Checked<void> add_conditions(model::Plan& plan) {
  const auto& protocol = plan.resolved.protocol;
  TRY_ASSIGN(auto designed, combinations(protocol));
  const auto deployments = deployments_of(protocol, designed, plan.resolved.deployments);
  const auto reference = reference_of(protocol);
  std::map<std::string, std::uint32_t> environments;
  for (std::size_t i = 0; i < designed.size(); ++i) {
    auto name = environment_name(protocol, designed[i]);
    const auto [known, is_new] = environments.emplace(name, static_cast<std::uint32_t>(environments.size()));
    if (is_new) {
      plan.environments.push_back(std::move(name));
    }
    model::Condition condition;
    condition.is_reference = reference && *reference == designed[i];
    condition.levels = std::move(designed[i]);
    condition.environment = known->second;
    condition.deployment = deployments[i];
    plan.conditions.push_back(std::move(condition));
  }
  return {};
}

// Subject by subject. The two texts of a key are hashed once each, so that a cell costs one short hash.
void add_cells(model::Plan& plan) {
  const auto& resolved = plan.resolved;
  std::vector<Digest> conditions;
  for (const auto& condition : plan.conditions) {
    const auto& deployment = resolved.deployments[condition.deployment];
    conditions.push_back(sys::sha256(condition_text(resolved, condition.levels, deployment)));
  }
  plan.cells.reserve(resolved.subjects.size() * conditions.size());
  for (std::uint32_t s = 0; s < resolved.subjects.size(); ++s) {
    const auto subject = sys::sha256(subject_text(resolved, resolved.subjects[s]));
    for (std::uint32_t c = 0; c < conditions.size(); ++c) {
      plan.cells.push_back({.subject = s, .condition = c, .key = cell_key(conditions[c], subject)});
    }
  }
}

// Fit for a folder's name.
std::string plain(std::string text) {
  for (char& c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '_' || c == '.' || c == '@' || c == '+';
    c = is_plain ? c : '-';
  }
  return text;
}

std::string study_id(const model::Plan& plan) {
  std::vector<std::string> keys;
  keys.reserve(plan.cells.size());
  for (const auto& cell : plan.cells) {
    keys.push_back(cell.key.hex);
  }
  std::ranges::sort(keys);
  sys::Sha256 hash;
  for (const auto& key : keys) {
    hash.add(key);
  }
  const auto& protocol = plan.resolved.protocol;
  const auto name = protocol.profile.empty() ? protocol.name : protocol.name + "@" + protocol.profile;
  return plain(name) + "-" + hash.finish().hex.substr(0, 8);
}

std::uint32_t repetitions_of(const model::Repeat& repeat, const Selection& selection) {
  if (selection.repeat != 0) {
    return selection.repeat;
  }
  return repeat.until ? std::max(1U, repeat.minimum) : repeat.count;
}

} // namespace

Checked<model::Plan> make_plan(model::Resolved resolved, const Selection& selection) {
  model::Plan plan;
  plan.resolved = std::move(resolved);
  const auto& repeat = plan.resolved.protocol.repeat;
  const auto repetitions = repetitions_of(repeat, selection);
  TRY(add_conditions(plan));
  if (auto small = check_size(plan, repetitions); !small) {
    return tl::unexpected(Errors{std::move(small).error()});
  }
  add_cells(plan);
  plan.study = study_id(plan);
  TRY(select_cells(plan, selection));
  plan.executions = order_executions(plan, repetitions,
                                     selection.order_seed != 0 ? selection.order_seed : repeat.order_seed);
  return plan;
}

} // namespace reprovip::plan
