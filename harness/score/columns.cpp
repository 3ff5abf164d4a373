#include "harness/score/columns.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

// What is planned of an execution but its subject and the level of `across`.
std::vector<std::string> rest_of(const Scene& scene, std::uint32_t execution, const std::string& across) {
  std::vector<std::string> rest;
  for (const auto& factor : scene.planned()) {
    rest.push_back(factor == across ? "" : scene.level(execution, factor));
  }
  return rest;
}

template <typename Key>
void number_in_order(std::map<Key, std::uint32_t>& numbers) {
  std::uint32_t next = 0;
  for (auto& [key, number] : numbers) {
    number = next++;
  }
}

Columns columns_of_levels(const Scene& scene, const std::vector<std::uint32_t>& executions,
                          const std::string& across) {
  Columns columns;
  columns.levels = levels_among(scene, executions, across);
  columns.count = static_cast<std::uint32_t>(columns.levels.size());
  // Conditions of the same rest are numbered as they come, so that the slots stand in the plan's order.
  std::map<std::vector<std::string>, std::uint32_t> rests;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> slots;
  const auto slot_key = [&](std::uint32_t execution) {
    const auto [found, is_new] =
        rests.emplace(rest_of(scene, execution, across), static_cast<std::uint32_t>(rests.size()));
    return std::pair(found->second, scene.plan().executions[execution].repetition);
  };
  for (const auto execution : executions) {
    slots[slot_key(execution)] = 0;
  }
  number_in_order(slots);
  for (const auto execution : executions) {
    const auto level = scene.level(execution, across);
    const auto at = std::find(columns.levels.begin(), columns.levels.end(), level);
    if (at != columns.levels.end()) {
      columns.places[execution] = {static_cast<std::uint32_t>(at - columns.levels.begin()),
                                   slots[slot_key(execution)]};
    }
  }
  return columns;
}

} // namespace

Columns columns_of(const Scene& scene, const std::vector<std::uint32_t>& executions,
                   const std::string& across) {
  if (!across.empty()) {
    return columns_of_levels(scene, executions, across);
  }
  const auto key = [&](std::uint32_t execution) {
    return std::pair(scene.condition(execution), scene.plan().executions[execution].repetition);
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers;
  for (const auto execution : executions) {
    numbers[key(execution)] = 0;
  }
  number_in_order(numbers);
  Columns columns;
  columns.count = static_cast<std::uint32_t>(numbers.size());
  for (const auto execution : executions) {
    columns.places[execution] = {numbers[key(execution)], 0};
  }
  return columns;
}

} // namespace reprovip::score
