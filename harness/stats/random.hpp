#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace reprovip::stats {

// Philox 4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC'11. A counter and a key give four random words; there is no state.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// The random numbers of one replicate: what (seed, stream) give depends on nothing else, so that replicates
// may be made in any order and by any number of threads. 2^64 streams of 2^64 blocks each.
class Random {
public:
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t next();
  // Uniform in [0, bound), without bias (Lemire 2019, TOMACS 29:1); `bound` > 0.
  std::uint64_t below(std::uint64_t bound);
  // Uniform in [0, 1), 53 bits.
  double uniform();

private:
  std::array<std::uint32_t, 2> m_key;
  std::uint64_t m_stream = 0;
  std::uint64_t m_block = 0; // the next one
  std::array<std::uint32_t, 4> m_words{};
  std::size_t m_used = 4; // of m_words
};

// Fisher and Yates, from the last item down (Knuth's algorithm P).
template <typename T>
void shuffle(std::span<T> items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(i))]);
  }
}

} // namespace reprovip::stats
