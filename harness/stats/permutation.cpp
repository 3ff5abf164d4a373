#include "harness/stats/permutation.hpp"

#include "harness/stats/parallel.hpp"
#include "harness/stats/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace reprovip::stats {

namespace {

constexpr double k_rounding = 1e-12;

} // namespace

double permutation_p(std::size_t items, double observed, const PermutedStatistic& statistic,
                     const PermutationQuestion& question) {
  // Orders that tie with the observed one sum up otherwise: rounding must not make them smaller.
  const double least = observed - k_rounding * std::max(1.0, std::abs(observed));
  std::vector<unsigned char> reached(question.permutations, 0);
  parallel_for(question.permutations, question.threads, [&](std::size_t b) {
    Random random(question.seed, b);
    std::vector<std::size_t> order(items);
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(std::span(order), random);
    reached[b] = statistic(order) >= least ? 1 : 0;
  });
  const auto count = std::count(reached.begin(), reached.end(), 1);
  return static_cast<double>(1 + count) / static_cast<double>(1 + question.permutations);
}

} // namespace reprovip::stats
