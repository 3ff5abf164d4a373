// Random numbers that are the same on every machine.
#pragma once

#include <cstdint>

namespace mrs_simulate {

// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Streams of one seed are independent of each other: more
// subjects or more points leave those before them as they are.
class Random {
public:
  Random(std::uint64_t seed, std::uint64_t stream);

  // In (0, 1), a multiple of 2^-53 and a half.
  double uniform();

  // Mean 0, standard deviation 1: Marsaglia's polar method.
  double normal();

private:
  std::uint64_t next();

  std::uint64_t m_state;
  double m_spare = 0;
  bool m_has_spare = false;
};

} // namespace mrs_simulate
