#pragma once

#include <cstdint>

namespace phantom {

// Counter-based random numbers: what is drawn depends on the seed, the stream and the index alone, never on
// the order of drawing. The mixing is splitmix64's (Steele, Lea, Flood 2014).
class Random {
public:
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t bits(std::uint64_t index) const;
  // In (0, 1): never an end.
  double uniform(std::uint64_t index) const;
  // Two independent standard normal numbers, by Box and Muller's formula.
  struct Pair {
    double first;
    double second;
  };
  Pair normals(std::uint64_t index) const;

private:
  std::uint64_t m_key;
};

// The same numbers one after the other, for the few that describe a subject.
class Draws {
public:
  Draws(std::uint64_t seed, std::uint64_t stream) : m_random(seed, stream) {}

  double between(double low, double high) { return low + (high - low) * m_random.uniform(m_next++); }
  double normal() { return m_random.normals(m_next++).first; }

private:
  Random m_random;
  std::uint64_t m_next = 0;
};

} // namespace phantom
