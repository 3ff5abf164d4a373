#pragma once

#include "geometry.hpp"
#include <cstdint>
#include <vector>

namespace phantom {

// A smooth random function of space with mean 0 and variance 1: cubic B-splines on a periodic lattice of 16
// independent random numbers a side. Twice continuously differentiable; additions and products only.
class NoiseField {
public:
  // `cell` is the distance of the lattice's points, mm: about half a wavelength.
  NoiseField(std::uint64_t seed, std::uint64_t stream, double cell);

  double at(const Point& point) const;

private:
  double m_cell;
  std::vector<double> m_lattice;
};

} // namespace phantom
