#include "harness/voxels/volume_components.hpp"

#include "harness/base/assert.hpp"
#include "harness/voxels/kernels.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::voxels {

bool VolumeComponents::can_be_split(const Design& design) {
  return design.repetitions > 1 ? design.subjects * design.levels > 1
                                : design.subjects > 1 && design.levels > 1;
}

bool VolumeComponents::has(Component component) const {
  switch (component) {
  case subject:
    return m_design.subjects > 1;
  case factor:
    return m_design.levels > 1;
  case interaction:
    return m_design.subjects > 1 && m_design.levels > 1 && m_design.repetitions > 1;
  case run:
    break;
  }
  return true;
}

Result<void> VolumeComponents::add(const NiftiVolume& volume) {
  const auto levels = m_design.levels;
  if (m_volumes == 0) {
    TRY_ASSIGN(m_planes, Planes::make(2 * levels + 4, volume.header.values()));
    for (std::size_t plane = levels; plane < 2 * levels + 4; ++plane) {
      std::fill_n(m_planes[plane], voxels(), 0.0);
    }
  }
  REPROVIP_ASSERT(volume.header.values() == voxels());
  const auto level = m_volumes / m_design.repetitions % levels;
  const auto repetition = static_cast<double>(m_volumes % m_design.repetitions) + 1;
  auto* const mean = m_planes[level];
  auto* const within = m_planes[2 * levels];
  for_each_tile(volume, [&](std::size_t first, const auto* x, std::size_t count) {
    update_target(x, count, repetition, {mean + first, within + first});
  });
  ++m_volumes;
  if (m_volumes % (m_design.repetitions * levels) == 0) {
    close_subject();
  }
  return {};
}

void VolumeComponents::close_subject() {
  const auto levels = m_design.levels;
  ++m_subjects;
  const auto weight = static_cast<double>(m_subjects);
  auto* const squares = m_planes[2 * levels + 1];
  auto* const mean = m_planes[2 * levels + 2];
  auto* const between = m_planes[2 * levels + 3];
  for (std::size_t voxel = 0; voxel < voxels(); ++voxel) {
    double own = 0;
    for (std::size_t level = 0; level < levels; ++level) {
      own += m_planes[level][voxel] / static_cast<double>(levels);
    }
    for (std::size_t level = 0; level < levels; ++level) {
      const double off = m_planes[level][voxel] - own;
      m_planes[levels + level][voxel] += off;
      squares[voxel] += off * off;
    }
    const double step = own - mean[voxel];
    mean[voxel] += step / weight;
    between[voxel] += step * (own - mean[voxel]);
  }
}

std::optional<std::array<double, 4>> VolumeComponents::components(std::size_t voxel) const {
  const auto levels = m_design.levels;
  const auto n = static_cast<double>(m_design.subjects);
  const auto f = static_cast<double>(levels);
  const auto k = static_cast<double>(m_design.repetitions);
  double of_factor = 0; // squares of the factor's effects
  for (std::size_t level = 0; level < levels; ++level) {
    const double effect = m_planes[levels + level][voxel] / n;
    of_factor += effect * effect;
  }
  const double within = m_planes[2 * levels][voxel];
  const double both = std::max(0.0, m_planes[2 * levels + 1][voxel] - n * of_factor);
  const double ms_subject = n > 1 ? f * k * m_planes[2 * levels + 3][voxel] / (n - 1) : 0;
  const double ms_factor = f > 1 ? n * k * of_factor / (f - 1) : 0;
  const double ms_both = n > 1 && f > 1 ? k * both / ((n - 1) * (f - 1)) : 0;
  const double ms_run = k > 1 ? within / (n * f * (k - 1)) : ms_both;
  // What the subject and the factor are held against.
  const double error = n > 1 && f > 1 ? ms_both : ms_run;
  const std::array<double, 4> result = {
      n > 1 ? std::max(0.0, (ms_subject - error) / (f * k)) : 0,
      f > 1 ? std::max(0.0, (ms_factor - error) / (n * k)) : 0,
      has(interaction) ? std::max(0.0, (ms_both - ms_run) / k) : 0,
      ms_run,
  };
  const double sum = ms_subject + ms_factor + m_planes[2 * levels + 1][voxel] + ms_run;
  return std::isfinite(sum) ? std::optional(result) : std::nullopt;
}

} // namespace reprovip::voxels
