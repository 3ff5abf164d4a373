#include "harness/plan/order.hpp"

#include "harness/base/placeholders.hpp"
#include "harness/plan/design.hpp"
#include "harness/plan/random.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

namespace reprovip::plan {

namespace {

using model::Execution;

bool uses_seed(const std::string& text) {
  const auto names = placeholders_of(text);
  return std::ranges::find(names, "seed") != names.end();
}

std::vector<std::uint32_t> all_cells(const model::Plan& plan) {
  std::vector<std::uint32_t> cells(plan.cells.size());
  std::iota(cells.begin(), cells.end(), 0U);
  return cells;
}

std::vector<Execution> interleaved(const model::Plan& plan, std::uint32_t repetitions,
                                   std::uint64_t order_seed) {
  std::vector<Execution> executions;
  for (std::uint32_t repetition = 1; repetition <= repetitions; ++repetition) {
    auto cells = all_cells(plan);
    SplitMix64 random(mix(order_seed, repetition));
    shuffle(cells, random);
    for (const auto cell : cells) {
      executions.push_back({.cell = cell, .repetition = repetition, .seed = 0});
    }
  }
  return executions;
}

std::vector<Execution> block(const model::Plan& plan, std::uint32_t repetitions) {
  std::vector<Execution> executions;
  for (const auto cell : all_cells(plan)) {
    for (std::uint32_t repetition = 1; repetition <= repetitions; ++repetition) {
      executions.push_back({.cell = cell, .repetition = repetition, .seed = 0});
    }
  }
  return executions;
}

std::vector<Execution> in_order(const model::Plan& plan, std::uint32_t repetitions,
                                std::uint64_t order_seed) {
  switch (plan.resolved.protocol.repeat.order) {
  case model::Order::interleaved:
    return interleaved(plan, repetitions, order_seed);
  case model::Order::block:
    return block(plan, repetitions);
  case model::Order::random:
    break;
  }
  auto executions = block(plan, repetitions);
  SplitMix64 random(order_seed);
  shuffle(executions, random);
  return executions;
}

// The level of the factor `seed`, when there is one.
std::optional<std::uint64_t> level_seed(const model::Protocol& protocol, const Levels& levels) {
  const auto* level = level_with(protocol, levels, model::FactorEffect::seed);
  if (level == nullptr) {
    return std::nullopt;
  }
  const auto text = model::to_text(level->value);
  std::uint64_t seed = 0;
  std::from_chars(text.data(), text.data() + text.size(), seed);
  return seed;
}

} // namespace

bool takes_seed(const model::Protocol& protocol, const model::Application& application) {
  const bool varies = std::ranges::find(protocol.factors, model::FactorEffect::seed,
                                        &model::Factor::effect) != protocol.factors.end();
  if (protocol.repeat.seed == model::SeedPolicy::none && !varies) {
    return false;
  }
  const auto value_uses = [](const auto& variable) { return uses_seed(variable.second); };
  return application.seed.has_value() || std::ranges::any_of(application.command, uses_seed) ||
         std::ranges::any_of(application.environment, value_uses) ||
         std::ranges::any_of(protocol.environment.set, value_uses);
}

std::uint64_t seed_of(const model::Repeat& repeat, const std::string& subject, std::uint32_t repetition) {
  constexpr std::uint64_t k_largest = 0x7fffffffU;
  switch (repeat.seed) {
  case model::SeedPolicy::none:
    return 0;
  case model::SeedPolicy::fixed:
    return repeat.seed_base;
  case model::SeedPolicy::per_repetition:
    break;
  }
  return 1 + mix(mix(repeat.seed_base, hash_text(subject)), repetition) % k_largest;
}

std::vector<Execution> order_executions(const model::Plan& plan, std::uint32_t repetitions,
                                        std::uint64_t order_seed) {
  auto executions = in_order(plan, repetitions, order_seed);
  const auto& resolved = plan.resolved;
  std::vector<bool> seeded;
  for (const auto& deployment : resolved.deployments) {
    seeded.push_back(takes_seed(resolved.protocol, deployment.application));
  }
  for (auto& execution : executions) {
    const auto& cell = plan.cells[execution.cell];
    if (seeded[plan.conditions[cell.condition].deployment]) {
      const auto level = level_seed(resolved.protocol, plan.conditions[cell.condition].levels);
      execution.seed =
          level ? *level
                : seed_of(resolved.protocol.repeat, resolved.subjects[cell.subject].id, execution.repetition);
    }
  }
  return executions;
}

} // namespace reprovip::plan
