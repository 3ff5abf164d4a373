#include "field.hpp"

#include <algorithm>
#include <cmath>

namespace tumour {

Lattice::Lattice(const Mask& mask, const Grid& grid) {
  std::vector<std::uint32_t> number(mask.size(), k_none);
  for (std::size_t at = 0; at < mask.size(); ++at) {
    if (mask[at] != 0) {
      number[at] = static_cast<std::uint32_t>(m_voxels.size());
      m_voxels.push_back(at);
    }
  }
  const double finest = *std::min_element(grid.spacing.begin(), grid.spacing.end());
  m_next.assign(m_voxels.size() * 6, k_none);
  std::size_t stride = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    m_weights[axis] = finest / grid.spacing[axis];
    for (std::size_t i = 0; i < m_voxels.size(); ++i) {
      const auto place = m_voxels[i] / stride % grid.size[axis];
      m_next[i * 6 + axis * 2] = place > 0 ? number[m_voxels[i] - stride] : k_none;
      m_next[i * 6 + axis * 2 + 1] = place + 1 < grid.size[axis] ? number[m_voxels[i] + stride] : k_none;
    }
    stride *= grid.size[axis];
  }
}

void smooth(Shares& shares, const std::vector<float>& log_likelihood, std::size_t classes,
            const Lattice& lattice, double strength, unsigned sweeps) {
  std::vector<double> logs(classes);
  for (unsigned sweep = 0; sweep < sweeps; ++sweep) {
    for (std::size_t i = 0; i < lattice.size(); ++i) {
      std::copy_n(log_likelihood.begin() + static_cast<std::ptrdiff_t>(i * classes), classes, logs.begin());
      lattice.for_neighbours(i, [&](std::size_t next, double weight) {
        for (std::size_t c = 0; c < classes; ++c) {
          logs[c] += strength * weight * static_cast<double>(shares[next * classes + c]);
        }
      });
      const double most = *std::max_element(logs.begin(), logs.end());
      double sum = 0;
      for (auto& value : logs) {
        value = std::exp(value - most);
        sum += value;
      }
      for (std::size_t c = 0; c < classes; ++c) {
        shares[i * classes + c] = static_cast<float>(logs[c] / sum);
      }
    }
  }
}

std::vector<std::uint8_t> most_likely(const Shares& shares, std::size_t classes) {
  std::vector<std::uint8_t> best(shares.size() / classes);
  for (std::size_t i = 0; i < best.size(); ++i) {
    const auto first = shares.begin() + static_cast<std::ptrdiff_t>(i * classes);
    best[i] = static_cast<std::uint8_t>(
        std::max_element(first, first + static_cast<std::ptrdiff_t>(classes)) - first);
  }
  return best;
}

} // namespace tumour
