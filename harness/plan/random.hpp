#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace reprovip::plan {

// Our own random numbers: those of the standard library differ between implementations, and a plan must not.

// SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014.
class SplitMix64 {
public:
  explicit SplitMix64(std::uint64_t seed) : m_state(seed) {}

  std::uint64_t next();
  // Uniform in [0, bound), without bias; `bound` > 0.
  std::uint64_t below(std::uint64_t bound);

private:
  std::uint64_t m_state;
};

// One number out of two, well mixed: to derive a stream from a seed and a counter.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);
// FNV-1a, 64 bits.
std::uint64_t hash_text(std::string_view text);

// Fisher and Yates, from the last item down (Knuth's algorithm P).
template <typename T>
void shuffle(std::vector<T>& items, SplitMix64& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(i))]);
  }
}

} // namespace reprovip::plan
