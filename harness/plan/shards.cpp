#include "harness/plan/shards.hpp"

#include "harness/base/assert.hpp"

#include <algorithm>
#include <numeric>

namespace reprovip::plan {

std::vector<std::uint32_t> share_out(const std::vector<double>& costs, std::uint32_t shards) {
  REPROVIP_ASSERT(shards > 0);
  struct Load {
    double cost = 0;
    std::size_t items = 0;
    auto operator<=>(const Load&) const = default;
  };
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
  std::vector<Load> loads(shards);
  std::vector<std::uint32_t> takers(costs.size());
  for (const auto item : order) {
    const auto cheapest = std::ranges::min_element(loads);
    cheapest->cost += costs[item];
    ++cheapest->items;
    takers[item] = static_cast<std::uint32_t>(cheapest - loads.begin());
  }
  return takers;
}

std::vector<double> shard_costs(const std::vector<double>& costs, const std::vector<std::uint32_t>& takers,
                                std::uint32_t shards) {
  std::vector<double> sums(shards);
  for (std::size_t i = 0; i < costs.size(); ++i) {
    sums[takers[i]] += costs[i];
  }
  return sums;
}

std::uint32_t shards_within(const std::vector<double>& costs, double target, std::uint32_t most) {
  for (std::uint32_t shards = 1; shards < most; ++shards) {
    const auto sums = shard_costs(costs, share_out(costs, shards), shards);
    if (std::ranges::max(sums) <= target) {
      return shards;
    }
  }
  return most;
}

} // namespace reprovip::plan
