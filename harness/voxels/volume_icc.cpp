#include "harness/voxels/volume_icc.hpp"

#include "harness/base/assert.hpp"
#include "harness/voxels/kernels.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::voxels {

Result<void> VolumeIcc::add(std::uint32_t target, const NiftiVolume& volume) {
  if (m_volumes == 0) {
    TRY_ASSIGN(m_planes, Planes::make(4, volume.header.values()));
    std::fill_n(m_planes[1], voxels(), 0.0);
  }
  REPROVIP_ASSERT(volume.header.values() == voxels());
  if (m_target != target) {
    close_target();
    m_target = target;
  }
  ++m_of_target;
  ++m_volumes;
  for_each_tile(volume, [this](std::size_t first, const auto* x, std::size_t count) {
    update_target(x, count, static_cast<double>(m_of_target), {m_planes[0] + first, m_planes[1] + first});
  });
  return {};
}

void VolumeIcc::close_target() {
  if (m_of_target == 0) {
    return;
  }
  const auto weight = static_cast<double>(m_of_target);
  add_target(m_planes[0], voxels(), weight, static_cast<double>(m_volumes), {m_planes[2], m_planes[3]});
  m_sum_of_squares += weight * weight;
  ++m_targets;
  m_of_target = 0;
}

void VolumeIcc::finish() {
  close_target();
}

double VolumeIcc::k0() const {
  const auto all = static_cast<double>(m_volumes);
  return (all - m_sum_of_squares / all) / (static_cast<double>(m_targets) - 1);
}

std::optional<double> VolumeIcc::share_within(std::size_t voxel) const {
  const double within_mean = within(voxel) / static_cast<double>(m_volumes - m_targets);
  const double between_mean = between(voxel) / static_cast<double>(m_targets - 1);
  const double k = k0();
  // Both multiplied by the mean square within, which may be 0.
  const double share = k * within_mean / (between_mean + (k - 1) * within_mean);
  return std::isfinite(share) ? std::optional(share) : std::nullopt;
}

} // namespace reprovip::voxels
