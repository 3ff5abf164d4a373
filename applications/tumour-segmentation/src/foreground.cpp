#include "foreground.hpp"

#include "morphology.hpp"
#include "neighbours.hpp"
#include <algorithm>

namespace tumour {

namespace {

float percentile(std::vector<float> values, double share) {
  const auto nth =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

// The mean of each voxel and its neighbours.
Map averaged(const Map& map, const Grid& grid) {
  Map result(map.size());
  for (std::size_t at = 0; at < map.size(); ++at) {
    float sum = map[at];
    float count = 1;
    for_neighbours(grid, at, [&](std::size_t next, std::size_t) {
      sum += map[next];
      count += 1;
    });
    result[at] = sum / count;
  }
  return result;
}

} // namespace

double otsu(const Map& values) {
  constexpr std::size_t k_bins = 256;
  const auto least = static_cast<double>(*std::min_element(values.begin(), values.end()));
  const auto most = static_cast<double>(percentile(values, 0.995));
  if (!(most > least)) {
    return least;
  }
  std::vector<double> counts(k_bins, 0);
  const double scale = static_cast<double>(k_bins) / (most - least);
  for (const float value : values) {
    const double bin = std::max(0.0, (static_cast<double>(value) - least) * scale);
    counts[std::min(k_bins - 1, static_cast<std::size_t>(bin))] += 1;
  }
  double total = 0;
  double weighted = 0;
  for (std::size_t i = 0; i < k_bins; ++i) {
    total += counts[i];
    weighted += counts[i] * static_cast<double>(i);
  }
  double below = 0;
  double below_weighted = 0;
  double best = -1;
  std::size_t best_bin = 0;
  for (std::size_t i = 0; i + 1 < k_bins; ++i) {
    below += counts[i];
    below_weighted += counts[i] * static_cast<double>(i);
    if (below > 0 && below < total) {
      const double apart = below_weighted / below - (weighted - below_weighted) / (total - below);
      const double between = below * (total - below) * apart * apart;
      if (between > best) {
        best = between;
        best_bin = i;
      }
    }
  }
  return least + static_cast<double>(best_bin + 1) / scale;
}

Mask foreground(const Map& image, const Grid& grid) {
  const auto smooth = averaged(image, grid);
  const double threshold = otsu(smooth);
  Mask mask(smooth.size());
  std::transform(smooth.begin(), smooth.end(), mask.begin(),
                 [&](float value) { return static_cast<double>(value) > threshold ? 1 : 0; });
  return with_holes_filled(largest_part(mask, grid), grid);
}

Mask foreground(const std::vector<Map>& contrasts, const Grid& grid) {
  Map sum(grid.voxels(), 0);
  for (const auto& contrast : contrasts) {
    const float bright = percentile(contrast, 0.98);
    for (std::size_t i = 0; i < sum.size() && bright > 0; ++i) {
      sum[i] += contrast[i] / bright;
    }
  }
  return foreground(sum, grid);
}

} // namespace tumour
