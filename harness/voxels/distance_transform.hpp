#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprovip::voxels {

// A box of voxels, first axis fastest. A plane has a third axis of length 1.
struct Grid {
  std::array<std::size_t, 3> dims{};
  std::array<double, 3> spacing{}; // mm, positive

  std::size_t size() const { return dims[0] * dims[1] * dims[2]; }
  std::size_t at(std::size_t x, std::size_t y, std::size_t z) const {
    return (z * dims[1] + y) * dims[0] + x;
  }
};

// Exact squared Euclidean distance, mm², of every voxel's centre to that of the nearest voxel where `seeds`
// is not 0; infinite when there is none. One axis after the other, by the lower envelope of parabolas
// (Felzenszwalb & Huttenlocher 2012; Maurer et al. 2003). With `wanted`, lines along the last axis in which
// it is 0 everywhere may be left unfinished: only voxels where it is not 0 are promised. The same bits
// whatever the number of threads.
std::vector<double> squared_distances(const Grid& grid, const std::vector<std::uint8_t>& seeds,
                                      unsigned threads, const std::vector<std::uint8_t>* wanted = nullptr);

} // namespace reprovip::voxels
