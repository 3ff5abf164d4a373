#include "harness/voxels/histogram.hpp"

#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace reprovip::voxels {

namespace {

double wasserstein(const std::vector<double>& a, const std::vector<double>& b) {
  stats::Sum sum;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum.add(std::abs(a[i] - b[i]));
  }
  return sum.value() / static_cast<double>(a.size());
}

double kolmogorov(const std::vector<double>& a, const std::vector<double>& b) {
  std::size_t i = 0;
  std::size_t j = 0;
  std::size_t largest = 0;
  while (i < a.size() && j < b.size()) {
    const double value = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == value) {
      ++i;
    }
    while (j < b.size() && b[j] == value) {
      ++j;
    }
    largest = std::max(largest, i > j ? i - j : j - i);
  }
  return static_cast<double>(largest) / static_cast<double>(a.size());
}

std::vector<double> shares(const std::vector<double>& values, double low, double width, std::size_t bins) {
  std::vector<double> counts(bins, 0);
  for (const double value : values) {
    const auto bin = static_cast<std::size_t>((value - low) / width);
    counts[std::min(bin, bins - 1)] += 1 / static_cast<double>(values.size());
  }
  return counts;
}

double jensen_shannon(const std::vector<double>& a, const std::vector<double>& b, std::size_t bins) {
  const double low = std::min(a.front(), b.front());
  const double width = (std::max(a.back(), b.back()) - low) / static_cast<double>(bins);
  if (!(width > 0) || !std::isfinite(width)) {
    return 0;
  }
  const auto p = shares(a, low, width, bins);
  const auto q = shares(b, low, width, bins);
  stats::Sum divergence;
  for (std::size_t i = 0; i < bins; ++i) {
    const double middle = (p[i] + q[i]) / 2;
    for (const double share : {p[i], q[i]}) {
      divergence.add(share > 0 ? share / 2 * std::log2(share / middle) : 0);
    }
  }
  return std::sqrt(std::clamp(divergence.value(), 0.0, 1.0));
}

} // namespace

std::optional<HistogramDistances> histogram_distances(const VoxelPair& pair, std::size_t bins) {
  std::vector<double> a;
  std::vector<double> b;
  for (std::size_t i = 0; i < pair.a.size(); ++i) {
    if (pair.counts(i) && std::isfinite(pair.a[i]) && std::isfinite(pair.b[i])) {
      a.push_back(pair.a[i]);
      b.push_back(pair.b[i]);
    }
  }
  if (a.empty()) {
    return std::nullopt;
  }
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return HistogramDistances{wasserstein(a, b), kolmogorov(a, b), jensen_shannon(a, b, bins)};
}

} // namespace reprovip::voxels
