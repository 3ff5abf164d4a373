#pragma once

#include <cstdint>
#include <vector>

namespace reprovip::plan {

// Which of `shards` takes each item, from 0, so that the dearest shard is as cheap as it can easily be:
// longest processing time first (Graham 1969, SIAM J. Appl. Math. 17: no dearer than 4/3 - 1/(3 shards) of
// the best). Of items that cost the same the first goes first, of shards that cost the same the one with the
// fewest items, then the first, takes it: as long as there are as many items as shards, none is empty. Costs
// are not negative.
std::vector<std::uint32_t> share_out(const std::vector<double>& costs, std::uint32_t shards);

// What each shard costs, by what `share_out` gave.
std::vector<double> shard_costs(const std::vector<double>& costs, const std::vector<std::uint32_t>& takers,
                                std::uint32_t shards);

// The fewest shards, at most `most`, of which none costs more than `target`; `most` when there are none.
std::uint32_t shards_within(const std::vector<double>& costs, double target, std::uint32_t most);

} // namespace reprovip::plan
