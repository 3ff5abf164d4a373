#include "harness/voxels/surface_distance.hpp"

#include "harness/base/cpus.hpp"
#include "harness/stats/sums.hpp"
#include "harness/voxels/surfels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

namespace reprovip::voxels {

namespace {

// One mask's elements on their grid: which voxels (or corners), and how much each weighs.
struct Surface {
  std::vector<std::uint8_t> is_element;
  std::vector<std::size_t> elements; // indices, ascending
  std::vector<double> weights;

  void add(std::size_t at) {
    is_element[at] = 1;
    elements.push_back(at);
  }
};

bool is_border(const Grid& grid, const std::vector<std::uint8_t>& mask, std::size_t at) {
  const std::size_t row = grid.dims[0];
  const std::size_t slice = grid.dims[0] * grid.dims[1];
  const bool deep = grid.dims[2] == 1 || (mask[at - slice] & mask[at + slice]) != 0;
  return !deep || (mask[at - 1] & mask[at + 1] & mask[at - row] & mask[at + row]) == 0;
}

// Voxels of the mask in the image: all, or those on its border.
Surface voxel_surface(const MaskPair& masks, const std::vector<std::uint8_t>& mask, bool all) {
  Surface surface;
  surface.is_element.assign(mask.size(), 0);
  const auto& [low, high] = masks.inside;
  for (std::size_t z = low[2]; z < high[2]; ++z) {
    for (std::size_t y = low[1]; y < high[1]; ++y) {
      for (std::size_t x = low[0]; x < high[0]; ++x) {
        const auto at = masks.grid.at(x, y, z);
        // The margin is empty where it is of the image, and not visited where it is not: every voxel of the
        // mask has neighbours on all sides.
        if (mask[at] != 0 && (all || is_border(masks.grid, mask, at))) {
          surface.add(at);
        }
      }
    }
  }
  return surface;
}

// Corner x lies between voxels x and x + 1.
Grid corners_of(const Grid& grid) {
  auto corners = grid;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    corners.dims[axis] -= axis == 2 && grid.dims[2] == 1 ? 0U : 1U;
  }
  return corners;
}

Surface corner_surface(const Grid& grid, const Grid& corners, const std::vector<std::uint8_t>& mask,
                       const std::array<double, 256>& areas) {
  Surface surface;
  surface.is_element.assign(corners.size(), 0);
  const bool is_plane = grid.dims[2] == 1;
  const CornerCode full = is_plane ? 15 : 255;
  const auto slice = [&](std::size_t x, std::size_t y, std::size_t z) {
    const auto* at = mask.data() + grid.at(x, y, z);
    return static_cast<CornerCode>(at[0] | at[1] << 1 | at[grid.dims[0]] << 2 | at[grid.dims[0] + 1] << 3);
  };
  for (std::size_t z = 0; z < corners.dims[2]; ++z) {
    for (std::size_t y = 0; y < corners.dims[1]; ++y) {
      for (std::size_t x = 0; x < corners.dims[0]; ++x) {
        const auto code = slice(x, y, z) | (is_plane ? 0 : slice(x, y, z + 1) << 4);
        if (code != 0 && code != full) {
          surface.add(corners.at(x, y, z));
          surface.weights.push_back(areas[code]);
        }
      }
    }
  }
  return surface;
}

DirectedDistances directed(const Grid& grid, Surface& from, const Surface& to, unsigned threads) {
  const auto squared = squared_distances(grid, to.is_element, threads, &from.is_element);
  DirectedDistances result;
  result.distances.reserve(from.elements.size());
  for (const auto at : from.elements) {
    result.distances.push_back(std::sqrt(squared[at]));
  }
  result.weights = std::move(from.weights);
  return result;
}

// A thread costs more than a small grid.
unsigned threads_for(const Grid& grid, unsigned wanted) {
  constexpr std::size_t small = 1U << 18U;
  return wanted > 0 ? wanted : grid.size() < small ? 1 : usable_cpus();
}

// As NumPy's default: linear between the two nearest ranks.
double linear_percentile(std::vector<double> values, double percentile) {
  const double rank = percentile / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  if (below + 1 >= values.size()) {
    return low;
  }
  const double high = *std::min_element(at + 1, values.end());
  return low + (high - low) * (rank - static_cast<double>(below));
}

// The distance at which the sum of the weights so far reaches the percentile's share.
double weighted_percentile(const DirectedDistances& directed, double percentile) {
  std::vector<std::size_t> order(directed.distances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::pair(directed.distances[i], directed.weights[i]) <
           std::pair(directed.distances[j], directed.weights[j]);
  });
  const double all = std::accumulate(directed.weights.begin(), directed.weights.end(), 0.0);
  double sum = 0;
  for (const auto i : order) {
    sum += directed.weights[i];
    if (sum / all >= percentile / 100) {
      return directed.distances[i];
    }
  }
  return directed.distances[order.back()];
}

double directed_percentile(const DirectedDistances& directed, double percentile) {
  if (percentile >= 100) {
    return *std::max_element(directed.distances.begin(), directed.distances.end());
  }
  return directed.weights.empty() ? linear_percentile(directed.distances, percentile)
                                  : weighted_percentile(directed, percentile);
}

// Sums of weight × value and of weight.
template <typename Value>
std::pair<double, double> weighted_sums(const DirectedDistances& directed, Value value) {
  stats::Sum sum;
  stats::Sum weights;
  for (std::size_t i = 0; i < directed.distances.size(); ++i) {
    const double weight = directed.weights.empty() ? 1 : directed.weights[i];
    sum.add(weight * value(directed.distances[i]));
    weights.add(weight);
  }
  return {sum.value(), weights.value()};
}

std::pair<double, double> distance_sums(const DirectedDistances& directed) {
  return weighted_sums(directed, [](double distance) { return distance; });
}

std::pair<double, double> sums_within(const DirectedDistances& directed, double tolerance) {
  return weighted_sums(directed, [=](double distance) { return distance <= tolerance ? 1.0 : 0.0; });
}

} // namespace

std::optional<SurfaceDistances> surface_distances(const MaskPair& masks, SurfaceConvention convention,
                                                  unsigned threads) {
  auto grid = masks.grid;
  Surface a;
  Surface b;
  if (convention == SurfaceConvention::deepmind) {
    const auto areas = corner_surfaces(grid);
    grid = corners_of(masks.grid);
    a = corner_surface(masks.grid, grid, masks.a, areas);
    b = corner_surface(masks.grid, grid, masks.b, areas);
  } else {
    a = voxel_surface(masks, masks.a, convention == SurfaceConvention::itk);
    b = voxel_surface(masks, masks.b, convention == SurfaceConvention::itk);
  }
  if (a.elements.empty() || b.elements.empty()) {
    return std::nullopt;
  }
  const auto count = threads_for(grid, threads);
  SurfaceDistances result;
  result.convention = convention;
  result.from_a = directed(grid, a, b, count);
  result.from_b = directed(grid, b, a, count);
  return result;
}

double hausdorff(const SurfaceDistances& distances, double percentile) {
  if (distances.convention == SurfaceConvention::medpy && percentile < 100) {
    auto pooled = distances.from_a.distances;
    pooled.insert(pooled.end(), distances.from_b.distances.begin(), distances.from_b.distances.end());
    return linear_percentile(std::move(pooled), percentile);
  }
  return std::max(directed_percentile(distances.from_a, percentile),
                  directed_percentile(distances.from_b, percentile));
}

double average_symmetric_distance(const SurfaceDistances& distances) {
  const auto [sum_a, weight_a] = distance_sums(distances.from_a);
  const auto [sum_b, weight_b] = distance_sums(distances.from_b);
  return (sum_a + sum_b) / (weight_a + weight_b);
}

double mean_average_distance(const SurfaceDistances& distances) {
  return (average_distance(distances.from_a) + average_distance(distances.from_b)) / 2;
}

double average_distance(const DirectedDistances& distances) {
  const auto [sum, weight] = distance_sums(distances);
  return sum / weight;
}

double share_within(const DirectedDistances& distances, double tolerance) {
  const auto [sum, weight] = sums_within(distances, tolerance);
  return sum / weight;
}

double surface_dice(const SurfaceDistances& distances, double tolerance) {
  const auto [sum_a, weight_a] = sums_within(distances.from_a, tolerance);
  const auto [sum_b, weight_b] = sums_within(distances.from_b, tolerance);
  return (sum_a + sum_b) / (weight_a + weight_b);
}

} // namespace reprovip::voxels
