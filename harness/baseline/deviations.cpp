#include "harness/baseline/deviations.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace reprovip::baseline {

namespace {

constexpr double k_largest_alpha = 0.2;

bool differs_alone(const std::vector<std::string>& digests, std::size_t index) {
  const auto& other = digests[index == 0 ? 1 : 0];
  for (std::size_t i = 0; i < digests.size(); ++i) {
    if (i != index && digests[i] != other) {
      return false;
    }
  }
  return digests[index] != other;
}

} // namespace

void Deviations::add(const std::vector<std::uint32_t>& executions, const std::vector<double>& deviations) {
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    auto& largest = m_largest[executions[i]];
    largest = std::max(largest, deviations[i]);
  }
}

void Deviations::add_classes(const std::vector<std::uint32_t>& executions,
                             const std::vector<std::string>& digests) {
  if (executions.size() < k_least_for_classes) {
    return;
  }
  for (std::size_t i = 0; i < executions.size(); ++i) {
    auto& largest = m_largest[executions[i]];
    largest = differs_alone(digests, i) ? std::numeric_limits<double>::infinity() : largest;
  }
}

void Deviations::give(model::Baseline& baseline) const {
  std::vector<double> all;
  for (const auto& [execution, largest] : m_largest) {
    all.push_back(largest);
  }
  std::ranges::sort(all, std::greater());
  baseline.deviating = static_cast<std::uint32_t>(all.size());
  const auto kept = std::ceil(k_largest_alpha * (static_cast<double>(all.size()) + 1));
  all.resize(std::min(all.size(), static_cast<std::size_t>(kept)));
  baseline.deviations = std::move(all);
}

} // namespace reprovip::baseline
