#pragma once

#include "grid.hpp"
#include "mixture.hpp"

namespace tumour {

// The voxels of a mask, one after the other, and who is next to whom.
class Lattice {
public:
  Lattice(const Mask& mask, const Grid& grid);

  std::size_t size() const { return m_voxels.size(); }
  const std::vector<std::size_t>& voxels() const { return m_voxels; } // where in the volume

  // Calls visit(neighbour's number, weight); weights fall with the distance: 1 along the finest axis.
  template <typename Visit>
  void for_neighbours(std::size_t number, Visit visit) const {
    for (std::size_t side = 0; side < 6; ++side) {
      const auto next = m_next[number * 6 + side];
      if (next != k_none) {
        visit(static_cast<std::size_t>(next), m_weights[side / 2]);
      }
    }
  }

private:
  static constexpr std::uint32_t k_none = 0xFFFFFFFF;
  std::vector<std::size_t> m_voxels;
  std::vector<std::uint32_t> m_next; // per voxel: x-, x+, y-, y+, z-, z+
  std::array<double, 3> m_weights = {{1, 1, 1}};
};

// Potts' Markov random field by its mean field: sweeps over the voxels in order, each time
//   share(i, c) ~ exp(log_likelihood(i, c) + strength * sum over neighbours j of weight(j) * share(j, c)).
// `shares` is where it starts and what it leaves; both have `classes` values per voxel.
void smooth(Shares& shares, const std::vector<float>& log_likelihood, std::size_t classes,
            const Lattice& lattice, double strength, unsigned sweeps);

// The class of the largest share per voxel, the first of equals.
std::vector<std::uint8_t> most_likely(const Shares& shares, std::size_t classes);

} // namespace tumour
