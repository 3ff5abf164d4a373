#include "harness/stats/random.hpp"

#include "harness/base/assert.hpp"

namespace reprovip::stats {

namespace {

constexpr std::uint64_t k_multiplier_0 = 0xD2511F53U;
constexpr std::uint64_t k_multiplier_1 = 0xCD9E8D57U;
constexpr std::uint32_t k_weyl_0 = 0x9E3779B9U; // golden ratio
constexpr std::uint32_t k_weyl_1 = 0xBB67AE85U; // sqrt(3) - 1
constexpr int k_rounds = 10;

std::uint32_t high(std::uint64_t product) {
  return static_cast<std::uint32_t>(product >> 32U);
}

std::uint32_t low(std::uint64_t product) {
  return static_cast<std::uint32_t>(product);
}

// The 128 bits of a product, by halves: the type of 128 bits is no standard one.
struct Wide {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};
Wide multiply(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t a0 = low(a);
  const std::uint64_t a1 = high(a);
  const std::uint64_t b0 = low(b);
  const std::uint64_t b1 = high(b);
  const std::uint64_t middle = a1 * b0 + high(a0 * b0);
  const std::uint64_t other = a0 * b1 + low(middle);
  return {a1 * b1 + high(middle) + high(other), a * b};
}

} // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < k_rounds; ++round) {
    const std::uint64_t product_0 = k_multiplier_0 * counter[0];
    const std::uint64_t product_1 = k_multiplier_1 * counter[2];
    counter = {high(product_1) ^ counter[1] ^ key[0], low(product_1), high(product_0) ^ counter[3] ^ key[1],
               low(product_0)};
    key[0] += k_weyl_0;
    key[1] += k_weyl_1;
  }
  return counter;
}

Random::Random(std::uint64_t seed, std::uint64_t stream) : m_key{low(seed), high(seed)}, m_stream(stream) {}

std::uint64_t Random::next() {
  if (m_used == m_words.size()) {
    m_words = philox({low(m_block), high(m_block), low(m_stream), high(m_stream)}, m_key);
    ++m_block;
    m_used = 0;
  }
  const std::uint64_t first = m_words[m_used];
  const std::uint64_t second = m_words[m_used + 1];
  m_used += 2;
  return first | second << 32U;
}

std::uint64_t Random::below(std::uint64_t bound) {
  REPROVIP_ASSERT(bound > 0);
  auto product = multiply(next(), bound);
  if (product.low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (product.low < threshold) {
      product = multiply(next(), bound);
    }
  }
  return product.high;
}

double Random::uniform() {
  return static_cast<double>(next() >> 11U) * 0x1p-53;
}

} // namespace reprovip::stats
