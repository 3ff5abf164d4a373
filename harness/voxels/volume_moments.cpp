#include "harness/voxels/volume_moments.hpp"

#include "harness/base/assert.hpp"
#include "harness/voxels/kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::voxels {

namespace {

constexpr std::uint8_t k_number = 1;
constexpr std::uint8_t k_nan = 2;
constexpr std::uint8_t k_plus = 4;
constexpr std::uint8_t k_minus = 8;

std::uint8_t kind_of(double value) {
  if (std::isfinite(value)) {
    return k_number;
  }
  if (std::isnan(value)) {
    return k_nan;
  }
  return value > 0 ? k_plus : k_minus;
}

} // namespace

Result<void> VolumeMoments::add(const NiftiVolume& volume) {
  if (m_volumes == 0) {
    TRY_ASSIGN(m_planes, Planes::make(4, volume.header.values()));
    m_odd_tiles.assign((voxels() + k_tile - 1) / k_tile, false);
  }
  REPROVIP_ASSERT(volume.header.values() == voxels());
  ++m_volumes;
  for_each_tile(volume,
                [this](std::size_t first, const auto* x, std::size_t count) { add_tile(first, x, count); });
  return {};
}

void VolumeMoments::repeat(std::size_t times) {
  REPROVIP_ASSERT(m_volumes == 1);
  m_volumes = times;
}

template <typename T>
void VolumeMoments::add_tile(std::size_t first, const T* x, std::size_t count) {
  const MomentArrays moments = {m_planes[0] + first, m_planes[1] + first, m_planes[2] + first,
                                m_planes[3] + first};
  if (m_odd_tiles[first / k_tile] || !all_finite(x, count)) {
    std::array<double, k_tile> values;
    std::transform(x, x + count, values.begin(), [](T value) { return static_cast<double>(value); });
    note_kinds(first, values.data(), count);
  }
  if (m_volumes == 1) {
    begin_moments(x, count, moments);
  } else {
    update_moments(x, count, static_cast<double>(m_volumes), moments);
  }
}

void VolumeMoments::note_kinds(std::size_t first, const double* x, std::size_t count) {
  m_kinds.resize(voxels());
  const auto tile = first / k_tile;
  if (!m_odd_tiles[tile] && m_volumes > 1) {
    std::fill_n(m_kinds.begin() + static_cast<std::ptrdiff_t>(first), count, k_number);
  }
  m_odd_tiles[tile] = true;
  for (std::size_t i = 0; i < count; ++i) {
    m_kinds[first + i] |= kind_of(x[i]);
  }
}

VolumeMoments::Kind VolumeMoments::kind(std::size_t voxel) const {
  const auto seen = m_kinds.empty() ? std::uint8_t{0} : m_kinds[voxel];
  if (seen <= k_number) {
    return Kind::numbers;
  }
  return (seen & (seen - 1)) == 0 ? Kind::never_a_number : Kind::sometimes_a_number;
}

} // namespace reprovip::voxels
