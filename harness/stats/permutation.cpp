#include "harness/stats/permutation.hpp"

#include "harness/stats/parallel.hpp"
#include "harness/stats/random.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace reprovip::stats {

double permutation_p(std::size_t items, double observed, const PermutedStatistic& statistic,
                     const PermutationQuestion& question) {
  std::vector<unsigned char> reached(question.permutations, 0);
  parallel_for(question.permutations, question.threads, [&](std::size_t b) {
    Random random(question.seed, b);
    std::vector<std::size_t> order(items);
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(std::span(order), random);
    reached[b] = statistic(order) >= observed ? 1 : 0;
  });
  const auto count = std::count(reached.begin(), reached.end(), 1);
  return static_cast<double>(1 + count) / static_cast<double>(1 + question.permutations);
}

} // namespace reprovip::stats
