#include "random.hpp"

#include <cmath>

namespace phantom {

namespace {

std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

} // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream)
    : m_key(mix(mix(seed) ^ (stream * 0xd1342543de82ef95U))) {}

std::uint64_t Random::bits(std::uint64_t index) const {
  return mix(m_key ^ mix(index));
}

double Random::uniform(std::uint64_t index) const {
  return (static_cast<double>(bits(index) >> 12U) + 0.5) * 0x1p-52;
}

Random::Pair Random::normals(std::uint64_t index) const {
  constexpr double k_turn = 6.283185307179586;
  const double radius = std::sqrt(-2 * std::log(uniform(2 * index)));
  const double angle = k_turn * uniform(2 * index + 1);
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

} // namespace phantom
