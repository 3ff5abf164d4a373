#include "harness/score/groups.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace reprovip::score {

namespace {

const char* const k_subject = "subject";

std::vector<std::string> dividing_factors(const Scene& scene, const std::string& per) {
  if (per == "study") {
    return {};
  }
  if (per == "condition") {
    return scene.planned();
  }
  if (per == "cell") {
    auto factors = scene.planned();
    factors.insert(factors.begin(), k_subject);
    return factors;
  }
  if (per != "environment") {
    return {per};
  }
  std::vector<std::string> factors;
  for (const auto& factor : scene.plan().resolved.protocol.factors) {
    if (factor.levels.size() > 1 && model::is_environmental(factor.source)) {
      factors.push_back(factor.name);
    }
  }
  return factors;
}

std::string level_in(const Scene& scene, std::uint32_t execution, const std::string& factor) {
  return factor == k_subject ? scene.subject_name(execution) : scene.level(execution, factor);
}

bool varies(const Scene& scene, const std::vector<std::uint32_t>& executions, const std::string& factor) {
  std::set<std::string> seen;
  for (const auto execution : executions) {
    const auto level = scene.level(execution, factor);
    if (!level.empty()) {
      seen.insert(level);
    }
  }
  return seen.size() > 1;
}

// A design that does not combine everything has groups of a single level of `across`: nothing to compare.
void drop_without_pair(const Scene& scene, const std::string& across, std::vector<Group>& groups) {
  if (model::find_factor(scene.plan().resolved.protocol, across) == nullptr) {
    return;
  }
  const auto has_one = [&](const Group& group) {
    return levels_among(scene, group.executions, across).size() < 2;
  };
  if (!std::all_of(groups.begin(), groups.end(), has_one)) {
    std::erase_if(groups, has_one);
  }
}

} // namespace

std::vector<Group> make_groups(const Scene& scene, const std::string& per, const std::string& across) {
  auto factors = dividing_factors(scene, per);
  std::erase(factors, across);
  std::vector<Group> groups;
  std::map<std::vector<std::string>, std::size_t> known;
  for (const auto execution : scene.executions()) {
    std::vector<std::string> key;
    key.reserve(factors.size());
    for (const auto& factor : factors) {
      key.push_back(level_in(scene, execution, factor));
    }
    const auto [found, is_new] = known.emplace(key, groups.size());
    if (is_new) {
      auto& group = groups.emplace_back();
      for (std::size_t i = 0; i < factors.size(); ++i) {
        group.name += (i == 0 ? "" : ", ") + factors[i] + "=" + key[i];
        group.levels[factors[i]] = key[i];
      }
    }
    groups[found->second].executions.push_back(execution);
  }
  drop_without_pair(scene, across, groups);
  return groups;
}

std::vector<std::string> levels_among(const Scene& scene, const std::vector<std::uint32_t>& executions,
                                      const std::string& factor) {
  std::vector<std::string> seen;
  for (const auto execution : executions) {
    const auto level = scene.level(execution, factor);
    if (!level.empty() && std::find(seen.begin(), seen.end(), level) == seen.end()) {
      seen.push_back(level);
    }
  }
  const auto* planned = model::find_factor(scene.plan().resolved.protocol, factor);
  if (planned == nullptr) {
    return seen;
  }
  std::vector<std::string> ordered;
  for (const auto& level : planned->levels) {
    if (std::find(seen.begin(), seen.end(), level.name) != seen.end()) {
      ordered.push_back(level.name);
    }
  }
  if (const auto& reference = scene.plan().resolved.protocol.design.reference) {
    if (const auto level = reference->find(factor); level != reference->end()) {
      std::stable_partition(ordered.begin(), ordered.end(),
                            [&](const std::string& name) { return name == level->second; });
    }
  }
  return ordered;
}

std::vector<Group> pairs_of_levels(const Scene& scene, const Group& group, const std::string& factor) {
  std::vector<Group> pairs;
  const auto levels = levels_among(scene, group.executions, factor);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    for (std::size_t j = i + 1; j < levels.size(); ++j) {
      auto& pair = pairs.emplace_back(group);
      std::erase_if(pair.executions, [&](std::uint32_t execution) {
        const auto level = scene.level(execution, factor);
        return level != levels[i] && level != levels[j];
      });
      pair.levels[factor] = levels[i] + " | " + levels[j];
      pair.name += (pair.name.empty() ? "" : ", ") + factor + "=" + pair.levels[factor];
    }
  }
  return pairs;
}

model::Scope scope_of(const Scene& scene, const std::vector<std::uint32_t>& executions) {
  auto scope = model::Scope::repeatability;
  for (const auto& factor : scene.plan().resolved.protocol.factors) {
    if (factor.levels.size() < 2 || !varies(scene, executions, factor.name)) {
      continue;
    }
    if (!model::is_environmental(factor.source)) {
      return model::Scope::replicability;
    }
    scope = model::Scope::reproducibility;
  }
  static constexpr std::array facts = {"host.cpu",   "host.cpu_flags", "host.kernel",
                                       "host.os",    "host.libc",      "host.blas",
                                       "program.os", "program.libc",   "program.blas"};
  for (const auto* fact : facts) {
    const auto& observed = scene.observed();
    if (std::binary_search(observed.begin(), observed.end(), fact) && varies(scene, executions, fact)) {
      scope = model::Scope::reproducibility;
    }
  }
  return scope;
}

} // namespace reprovip::score
