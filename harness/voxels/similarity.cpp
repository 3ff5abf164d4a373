#include "harness/voxels/similarity.hpp"

#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::voxels {

namespace {

// Calls `use(a, b)` for every voxel that counts.
template <typename Use>
void for_each(const VoxelPair& pair, const Use& use) {
  for (std::size_t i = 0; i < pair.a.size(); ++i) {
    if (pair.counts(i) && std::isfinite(pair.a[i]) && std::isfinite(pair.b[i])) {
      use(pair.a[i], pair.b[i]);
    }
  }
}

bool agree(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

} // namespace

NotFinite not_finite(const VoxelPair& pair) {
  NotFinite result;
  for (std::size_t i = 0; i < pair.a.size(); ++i) {
    if (pair.counts(i) && !(std::isfinite(pair.a[i]) && std::isfinite(pair.b[i]))) {
      ++(agree(pair.a[i], pair.b[i]) ? result.excluded : result.mismatched);
    }
  }
  return result;
}

Extent extent_of(const VoxelPair& pair) {
  Extent extent;
  stats::Sum sum;
  stats::Sum squares;
  for_each(pair, [&](double a, double) {
    extent.minimum = extent.count == 0 ? a : std::min(extent.minimum, a);
    extent.maximum = extent.count == 0 ? a : std::max(extent.maximum, a);
    ++extent.count;
    sum.add(a);
    squares.add(a * a);
  });
  if (extent.count > 0) {
    extent.mean = sum.value() / static_cast<double>(extent.count);
    extent.mean_square = squares.value() / static_cast<double>(extent.count);
  }
  return extent;
}

Differences differences(const VoxelPair& pair) {
  Differences result;
  stats::Sum sum;
  stats::Sum absolute;
  stats::Sum squares;
  for_each(pair, [&](double a, double b) {
    const double difference = b - a;
    ++result.count;
    result.max_abs = std::max(result.max_abs, std::abs(difference));
    sum.add(difference);
    absolute.add(std::abs(difference));
    squares.add(difference * difference);
  });
  if (result.count > 0) {
    const auto n = static_cast<double>(result.count);
    result.bias = sum.value() / n;
    result.mae = absolute.value() / n;
    result.mse = squares.value() / n;
  }
  return result;
}

std::optional<double> norm_of(const Extent& reference, Normalisation normalisation) {
  const double norm = normalisation == Normalisation::euclidean ? std::sqrt(reference.mean_square)
                      : normalisation == Normalisation::min_max ? reference.range()
                                                                : reference.mean;
  return norm > 0 && std::isfinite(norm) ? std::optional(norm) : std::nullopt;
}

double psnr(double mse, double range) {
  return mse == 0 ? k_no_error : std::min(20 * std::log10(range) - 10 * std::log10(mse), k_no_error);
}

std::optional<double> correlation(const VoxelPair& pair) {
  const auto x = extent_of(pair);
  const auto y = extent_of({pair.b, pair.a, pair.mask});
  if (x.count < 2 || x.range() == 0 || y.range() == 0) {
    return std::nullopt;
  }
  stats::Sum xx;
  stats::Sum yy;
  stats::Sum xy;
  for_each(pair, [&](double a, double b) {
    xx.add((a - x.mean) * (a - x.mean));
    yy.add((b - y.mean) * (b - y.mean));
    xy.add((a - x.mean) * (b - y.mean));
  });
  const double scale = std::sqrt(xx.value()) * std::sqrt(yy.value());
  return scale > 0 && std::isfinite(scale) ? std::optional(std::clamp(xy.value() / scale, -1.0, 1.0))
                                           : std::nullopt;
}

} // namespace reprovip::voxels
