#include "harness/plan/random.hpp"

#include "harness/base/assert.hpp"

namespace reprovip::plan {

std::uint64_t SplitMix64::next() {
  m_state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = m_state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::uint64_t SplitMix64::below(std::uint64_t bound) {
  REPROVIP_ASSERT(bound > 0);
  // The lowest 2^64 mod bound values would make the small remainders a little more likely: draw again.
  const std::uint64_t biased = (0 - bound) % bound;
  std::uint64_t drawn = next();
  while (drawn < biased) {
    drawn = next();
  }
  return drawn % bound;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  SplitMix64 first(a);
  SplitMix64 second(first.next() ^ b);
  return second.next();
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return hash;
}

} // namespace reprovip::plan
