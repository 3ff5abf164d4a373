#pragma once

#include "harness/voxels/planes.hpp"
#include "harness/voxels/volumes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace reprovip::voxels {

// Variance components of every voxel of a complete, balanced design: subjects x levels of one factor x
// repetitions, in one pass. 8 (2 levels + 4) bytes per voxel, whatever the number of subjects and
// repetitions. One level, or one subject, will do; not both.
class VolumeComponents {
public:
  struct Design {
    std::size_t subjects = 1;
    std::size_t levels = 1;
    std::size_t repetitions = 1;
  };
  enum Component : std::size_t { subject, factor, interaction, run };

  explicit VolumeComponents(const Design& design) : m_design(design) {}

  // Whether there are degrees of freedom for the run: it is repeated, or the interaction stands for it.
  static bool can_be_split(const Design& design);
  // Whether the design has a component of its own for it.
  bool has(Component component) const;

  // Subject after subject, level after level, repetition after repetition.
  Result<void> add(const NiftiVolume& volume);

  std::size_t voxels() const { return m_planes.length(); }
  // Expected mean squares, solved; a component below 0 is 0. Nothing where a value was no number. After the
  // last volume.
  std::optional<std::array<double, 4>> components(std::size_t voxel) const;

private:
  void close_subject();

  Design m_design;
  // The means of the subject's levels, the sums over subjects of how they lie about the subject's mean, then
  // the squares within cells, the squares of those deviations, mean and squares of the subjects' means.
  Planes m_planes;
  std::size_t m_volumes = 0;
  std::size_t m_subjects = 0; // closed
};

} // namespace reprovip::voxels
