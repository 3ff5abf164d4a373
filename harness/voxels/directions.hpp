#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reprovip::voxels {

// How far the directions of K images of vectors agree, voxel by voxel, whatever their signs and lengths. Two
// passes over the images, in any order but the same K: memory does not grow with K but for a twentieth of it.
class DirectionSpread {
public:
  // `voxels` vectors, their components one beside the other, or the images of components one after the other.
  DirectionSpread(std::size_t voxels, bool side_by_side);

  // First pass: the mean dyadic tensor. `values`: 3 numbers for each voxel. A vector of length 0, or one that
  // is not finite, is no direction.
  void add(std::span<const double> values);
  // Once, after the last of them: the mean directions.
  void finish_means();
  // Second pass: angles to the mean direction.
  void add_again(std::span<const double> values);

  std::size_t images() const { return m_images; }
  // Voxels with a direction in some images and none in others.
  bool is_partial(std::size_t voxel) const { return m_count[voxel] > 0 && m_count[voxel] < m_images; }
  bool has_direction(std::size_t voxel) const { return m_images > 0 && m_count[voxel] == m_images; }

  // NaN where not all images have a direction.
  std::vector<double> coherence() const; // dyadic: 1 - sqrt((β2 + β3) / (2 β1))
  // 95th percentile of the angles to the mean direction (linear between order statistics), degrees.
  std::vector<double> cone() const;

private:
  std::array<double, 3> at(std::span<const double> values, std::size_t voxel) const;
  double quantile(std::size_t voxel) const;

  std::size_t m_voxels;
  bool m_side_by_side;
  std::size_t m_images = 0;
  std::size_t m_kept = 0; // largest angles of each voxel, in descending order
  std::vector<std::array<double, 6>> m_dyadic;
  std::vector<std::uint32_t> m_count;
  std::vector<double> m_coherence;
  std::vector<std::array<double, 3>> m_mean;
  std::vector<double> m_angles;
};

} // namespace reprovip::voxels
