#pragma once

#include "harness/voxels/planes.hpp"
#include "harness/voxels/volumes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reprovip::voxels {

// What one pass over K volumes keeps of every voxel: 32 bytes, however many volumes there are (and one more
// byte where a volume has a voxel that is no number). Sums are in double.
class VolumeMoments {
public:
  // Volumes of one grid.
  Result<void> add(const NiftiVolume& volume);
  // As if the only volume so far had been added `times` times: copies change no mean and no sum that is 0.
  void repeat(std::size_t times);

  std::size_t volumes() const { return m_volumes; }
  std::size_t voxels() const { return m_planes.length(); }

  // What the voxel was in the volumes. A NaN or an infinity that is not in all of them is a difference
  // without a distance.
  enum class Kind { numbers, never_a_number, sometimes_a_number };
  Kind kind(std::size_t voxel) const;

  // Of voxels that are always numbers.
  double mean(std::size_t voxel) const { return m_planes[0][voxel]; }
  double squares(std::size_t voxel) const { return m_planes[1][voxel]; } // sum, of the deviations
  double low(std::size_t voxel) const { return m_planes[2][voxel]; }
  double high(std::size_t voxel) const { return m_planes[3][voxel]; }

private:
  template <typename T>
  void add_tile(std::size_t first, const T* x, std::size_t count);
  void note_kinds(std::size_t first, const double* x, std::size_t count);

  Planes m_planes;
  std::size_t m_volumes = 0;
  // Per voxel which of number, NaN, +inf, -inf it has been; 0 in tiles where all have been numbers. Empty
  // while that is everywhere.
  std::vector<std::uint8_t> m_kinds;
  std::vector<bool> m_odd_tiles;
};

} // namespace reprovip::voxels
