#include "harness/voxels/directions.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/tensor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace reprovip::voxels {

namespace {

constexpr double k_share = 0.95;
constexpr double k_none = std::numeric_limits<double>::quiet_NaN();

// Where the percentile lies among n ascending values.
double place_among(std::size_t n) {
  return k_share * static_cast<double>(n - 1);
}

// A vector of length 1, or of length 0 when it is no direction.
std::array<double, 3> unit(const std::array<double, 3>& vector) {
  const double length = std::hypot(vector[0], vector[1], vector[2]);
  if (!(length > 0) || !std::isfinite(length)) {
    return {};
  }
  return {vector[0] / length, vector[1] / length, vector[2] / length};
}

bool is_direction(const std::array<double, 3>& vector) {
  return vector[0] != 0 || vector[1] != 0 || vector[2] != 0;
}

} // namespace

DirectionSpread::DirectionSpread(std::size_t voxels, bool side_by_side)
    : m_voxels(voxels), m_side_by_side(side_by_side), m_dyadic(voxels), m_count(voxels, 0) {}

std::array<double, 3> DirectionSpread::at(std::span<const double> values, std::size_t voxel) const {
  const auto step = m_side_by_side ? std::size_t{1} : m_voxels;
  const auto first = m_side_by_side ? 3 * voxel : voxel;
  return unit({values[first], values[first + step], values[first + 2 * step]});
}

void DirectionSpread::add(std::span<const double> values) {
  REPROVIP_ASSERT(values.size() == 3 * m_voxels && m_mean.empty());
  ++m_images;
  for (std::size_t voxel = 0; voxel < m_voxels; ++voxel) {
    const auto v = at(values, voxel);
    if (is_direction(v)) {
      auto& sum = m_dyadic[voxel];
      const std::array<double, 6> terms = {v[0] * v[0], v[0] * v[1], v[0] * v[2],
                                           v[1] * v[1], v[1] * v[2], v[2] * v[2]};
      for (std::size_t i = 0; i < terms.size(); ++i) {
        sum[i] += terms[i];
      }
      ++m_count[voxel];
    }
  }
}

void DirectionSpread::finish_means() {
  m_mean.assign(m_voxels, {});
  m_coherence.assign(m_voxels, k_none);
  for (std::size_t voxel = 0; voxel < m_voxels; ++voxel) {
    if (has_direction(voxel)) {
      const auto found = stats::eigen(m_dyadic[voxel]);
      m_mean[voxel] = found.leading;
      // One image agrees with itself, to the last digit.
      m_coherence[voxel] = m_images == 1 ? 1 : stats::dyadic_coherence(found.values);
    }
  }
  m_dyadic = {};
  m_kept = m_images - static_cast<std::size_t>(std::floor(place_among(m_images)));
  m_angles.assign(m_voxels * m_kept, 0);
}

void DirectionSpread::add_again(std::span<const double> values) {
  REPROVIP_ASSERT(values.size() == 3 * m_voxels && !m_mean.empty());
  for (std::size_t voxel = 0; voxel < m_voxels; ++voxel) {
    if (!has_direction(voxel) || m_images == 1) {
      continue;
    }
    double angle = stats::line_angle(at(values, voxel), m_mean[voxel]) * 180 / std::numbers::pi;
    for (std::size_t i = 0; i < m_kept; ++i) {
      auto& kept = m_angles[voxel * m_kept + i];
      if (angle > kept) {
        std::swap(angle, kept);
      }
    }
  }
}

double DirectionSpread::quantile(std::size_t voxel) const {
  const double place = place_among(m_images);
  const double rest = place - std::floor(place);
  const double* largest_first = m_angles.data() + voxel * m_kept;
  const double below = largest_first[m_kept - 1];
  return rest == 0 ? below : below + rest * (largest_first[m_kept - 2] - below);
}

std::vector<double> DirectionSpread::coherence() const {
  return m_coherence;
}

std::vector<double> DirectionSpread::cone() const {
  std::vector<double> map(m_voxels, k_none);
  for (std::size_t voxel = 0; voxel < m_voxels; ++voxel) {
    if (has_direction(voxel)) {
      map[voxel] = quantile(voxel);
    }
  }
  return map;
}

} // namespace reprovip::voxels
