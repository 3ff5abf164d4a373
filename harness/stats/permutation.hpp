#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace reprovip::stats {

struct PermutationQuestion {
  std::size_t permutations = 9999;
  std::uint64_t seed = 1;
  std::size_t threads = 1; // does not change the result
};

// The statistic when item i plays the part of item order[i]. Called from several threads at once.
using PermutedStatistic = std::function<double(std::span<const std::size_t> order)>;

// (1 + #{permuted >= observed, but for rounding}) / (1 + B): Phipson & Smyth 2010, never 0. Permutation b is
// drawn from stream b of the seed.
double permutation_p(std::size_t items, double observed, const PermutedStatistic& statistic,
                     const PermutationQuestion& question);

} // namespace reprovip::stats
