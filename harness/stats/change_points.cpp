#include "harness/stats/change_points.hpp"

#include "harness/stats/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace reprovip::stats {

namespace {

struct Segment {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

struct Cut {
  std::size_t at = 0;
  double q = 0;
};

double energy(double between, double in_left, double in_right, std::size_t left, std::size_t right) {
  const auto m = static_cast<double>(left);
  const auto n = static_cast<double>(right);
  const double mean_left = left > 1 ? 2 * in_left / (m * (m - 1)) : 0;
  const double mean_right = right > 1 ? 2 * in_right / (n * (n - 1)) : 0;
  return m * n / (m + n) * (2 / (m * n) * between - mean_left - mean_right);
}

double distances(std::span<const double> values, double from) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [&](double sum, double value) { return sum + std::abs(value - from); });
}

// The best cut of one segment, each part with `shortest` values or more. Moving the cut by one value changes
// the three sums by its distances to either side: n^2 steps for all cuts.
std::optional<Cut> best_cut(std::span<const double> values, std::size_t shortest) {
  const auto n = values.size();
  if (n < 2 * shortest) {
    return std::nullopt;
  }
  double in_left = 0;
  double between = 0;
  double in_right = 0;
  for (std::size_t i = 0; i < n; ++i) {
    in_right += distances(values.subspan(i + 1), values[i]);
  }
  std::optional<Cut> best;
  for (std::size_t at = 1; at + shortest <= n; ++at) {
    const double to_left = distances(values.first(at - 1), values[at - 1]);
    const double to_right = distances(values.subspan(at), values[at - 1]);
    in_left += to_left;
    in_right -= to_right;
    between += to_right - to_left;
    const double q = energy(between, in_left, in_right, at, n - at);
    if (at >= shortest && (!best || q > best->q)) {
      best = Cut{at, q};
    }
  }
  return best;
}

// The best cut of all segments, its place counted from the first value of all.
std::optional<Cut> best_cut(std::span<const double> values, const std::vector<Segment>& segments,
                            std::size_t shortest) {
  std::optional<Cut> best;
  for (const auto& segment : segments) {
    const auto cut = best_cut(values.subspan(segment.begin, segment.size()), shortest);
    if (cut && (!best || cut->q > best->q)) {
      best = Cut{segment.begin + cut->at, cut->q};
    }
  }
  return best;
}

// Each segment's values in the order that `order` has its places in.
std::vector<double> permuted(std::span<const double> values, const std::vector<Segment>& segments,
                             std::span<const std::size_t> order) {
  std::vector<double> result(values.begin(), values.end());
  std::vector<std::size_t> filled;
  for (const auto& segment : segments) {
    filled.push_back(segment.begin);
  }
  for (const auto place : order) {
    const auto after = std::ranges::find_if(segments, [&](const auto& one) { return place < one.end; });
    result[filled[static_cast<std::size_t>(after - segments.begin())]++] = values[place];
  }
  return result;
}

// Differences of any size must not overflow, and rounding must be small beside them.
std::vector<double> scaled(std::span<const double> values) {
  const auto [low, high] = std::ranges::minmax(values);
  const double half = high / 2 - low / 2;
  const double middle = low / 2 + high / 2;
  std::vector<double> result;
  for (const double value : values) {
    result.push_back(half > 0 ? (value / 2 - middle / 2) / half : 0);
  }
  return result;
}

void split(std::vector<Segment>& segments, std::size_t at) {
  const auto found = std::ranges::find_if(segments, [&](const auto& one) { return at < one.end; });
  const Segment left{found->begin, at};
  found->begin = at;
  segments.insert(found, left);
}

} // namespace

std::vector<ChangePoint> change_points(std::span<const double> values, const ChangeQuestion& question) {
  if (values.size() < 2 * question.shortest) {
    return {};
  }
  const auto data = scaled(values);
  std::vector<Segment> segments = {{0, data.size()}};
  std::vector<ChangePoint> changes;
  for (;;) {
    const auto cut = best_cut(data, segments, question.shortest);
    if (!cut || !(cut->q > 0)) {
      break;
    }
    const auto statistic = [&](std::span<const std::size_t> order) {
      return best_cut(permuted(data, segments, order), segments, question.shortest)->q;
    };
    const double p = permutation_p(data.size(), cut->q, statistic,
                                   {question.permutations, question.seed + changes.size(), 1});
    if (p > question.alpha) {
      break;
    }
    changes.push_back({cut->at, p});
    split(segments, cut->at);
  }
  std::ranges::sort(changes, {}, &ChangePoint::at);
  return changes;
}

std::size_t least_values_for_a_change(double alpha) {
  double ways = 2; // C(n, n/2) of n = 2
  std::size_t n = 2;
  while (n < 1000 && 2 / ways > alpha) {
    ++n;
    const auto half = static_cast<double>(n / 2);
    ways *= static_cast<double>(n) / (n % 2 == 0 ? half : static_cast<double>(n) - half);
  }
  return n;
}

double energy_of_cut(std::span<const double> values, std::size_t at) {
  const auto left = values.first(at);
  const auto right = values.subspan(at);
  double between = 0;
  double in_left = 0;
  double in_right = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    between += distances(right, left[i]);
    in_left += distances(left.subspan(i + 1), left[i]);
  }
  for (std::size_t j = 0; j < right.size(); ++j) {
    in_right += distances(right.subspan(j + 1), right[j]);
  }
  return energy(between, in_left, in_right, left.size(), right.size());
}

} // namespace reprovip::stats
