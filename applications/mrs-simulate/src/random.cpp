#include "random.hpp"

#include "maths.hpp"
#include <cmath>

namespace mrs_simulate {

namespace {

constexpr std::uint64_t k_step = 0x9E3779B97F4A7C15U;

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

} // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream)
    : m_state(mix(mix(seed + k_step) + stream * k_step)) {}

std::uint64_t Random::next() {
  m_state += k_step;
  return mix(m_state);
}

double Random::uniform() {
  return (static_cast<double>(next() >> 11U) + 0.5) * 0x1p-53;
}

double Random::normal() {
  if (m_has_spare) {
    m_has_spare = false;
    return m_spare;
  }
  double x = 0;
  double y = 0;
  double square = 0;
  do {
    x = 2 * uniform() - 1;
    y = 2 * uniform() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * logarithm(square) / square);
  m_spare = y * factor;
  m_has_spare = true;
  return x * factor;
}

} // namespace mrs_simulate
