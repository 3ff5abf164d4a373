#pragma once

#include "harness/voxels/planes.hpp"
#include "harness/voxels/volumes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace reprovip::voxels {

// One-way analysis of variance of every voxel over targets (subjects) with one or more volumes each, in one
// pass: 32 bytes per voxel, whatever the number of either. Volumes come target after target.
class VolumeIcc {
public:
  // `target` is that of the volumes before, or a new one.
  Result<void> add(std::uint32_t target, const NiftiVolume& volume);
  // After the last volume.
  void finish();

  std::size_t targets() const { return m_targets; }
  std::size_t volumes() const { return m_volumes; }
  std::size_t voxels() const { return m_planes.length(); }
  // (M - sum k_i^2 / M) / (N - 1), as stats::OneWay.
  double k0() const;

  // 1 - ICC(1,1) = k0 / (F + k0 - 1) = nu^2, the share of the variance that is within targets. Nothing where
  // all values are the same, or one was no number. Needs two targets, one of them with two volumes.
  std::optional<double> share_within(std::size_t voxel) const;
  double between(std::size_t voxel) const { return m_planes[3][voxel]; } // sums of squares
  double within(std::size_t voxel) const { return m_planes[1][voxel]; }

private:
  void close_target();

  Planes m_planes; // mean of the target, within, mean of all, between
  std::optional<std::uint32_t> m_target;
  std::size_t m_of_target = 0; // volumes
  std::size_t m_targets = 0;
  std::size_t m_volumes = 0;
  double m_sum_of_squares = 0; // of the numbers of volumes
};

} // namespace reprovip::voxels
