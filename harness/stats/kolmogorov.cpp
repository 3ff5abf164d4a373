#include "harness/stats/kolmogorov.hpp"

#include "harness/base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace reprovip::stats {

namespace {

// Pooled values in order: for each, whether it ends a run of ties.
struct Pooled {
  std::vector<bool> ends;    // ends[k]: after k + 1 values the distribution functions may be compared
  std::int64_t distance = 0; // largest |i m - j n| there: d n m, a whole number
};

std::int64_t apart(std::size_t i, std::size_t j, std::size_t n, std::size_t m) {
  return std::abs(static_cast<std::int64_t>(i * m) - static_cast<std::int64_t>(j * n));
}

Pooled pool(std::span<const double> x, std::span<const double> y) {
  std::vector<std::pair<double, bool>> all;
  for (const double value : x) {
    all.emplace_back(value, true);
  }
  for (const double value : y) {
    all.emplace_back(value, false);
  }
  std::sort(all.begin(), all.end());
  Pooled pooled;
  std::size_t i = 0;
  for (std::size_t k = 0; k < all.size(); ++k) {
    i += all[k].second ? 1U : 0U;
    const bool ends = k + 1 == all.size() || all[k].first != all[k + 1].first;
    pooled.ends.push_back(ends);
    if (ends) {
      pooled.distance = std::max(pooled.distance, apart(i, k + 1 - i, x.size(), y.size()));
    }
  }
  return pooled;
}

// Draws the pooled values one by one; `reached[j]` is the chance to stand at (i, j) without having been as
// far apart before. What gets as far is taken out and counted.
double exact_tail(const Pooled& pooled, std::size_t n, std::size_t m) {
  if (pooled.distance == 0) {
    return 1;
  }
  double tail = 0;
  std::vector<double> reached(m + 1, 0.0);
  for (std::size_t i = 0; i <= n; ++i) {
    for (std::size_t j = 0; j <= m; ++j) {
      const auto left = static_cast<double>(n + m + 1 - i - j);
      double here = i == 0 && j == 0 ? 1 : 0;
      if (i > 0) {
        here += reached[j] * static_cast<double>(n - i + 1) / left;
      }
      if (j > 0) {
        here += reached[j - 1] * static_cast<double>(m - j + 1) / left;
      }
      const bool is_far = i + j > 0 && pooled.ends[i + j - 1] && apart(i, j, n, m) >= pooled.distance;
      tail += is_far ? here : 0;
      reached[j] = is_far ? 0 : here;
    }
  }
  return std::min(1.0, tail);
}

} // namespace

double kolmogorov_upper_tail(double x) {
  if (!(x > 0)) {
    return 1;
  }
  double sum = 0;
  // Both series are exact; each converges at once on its side.
  if (x < 1) {
    for (int k = 1; k < 20; k += 2) {
      const double z = k * std::numbers::pi / x;
      sum += std::exp(-z * z / 8);
    }
    return 1 - std::sqrt(2 * std::numbers::pi) / x * sum;
  }
  for (int k = 1; k < 20; ++k) {
    sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
  }
  return sum;
}

KolmogorovSmirnov kolmogorov_smirnov(std::span<const double> x, std::span<const double> y,
                                     KolmogorovMethod method) {
  REPROVIP_ASSERT(!x.empty() && !y.empty());
  const auto pooled = pool(x, y);
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  KolmogorovSmirnov result;
  result.d = static_cast<double>(pooled.distance) / (n * m);
  result.exact =
      method == KolmogorovMethod::exact || (method == KolmogorovMethod::automatic && n * m < 10000);
  result.p = result.exact ? exact_tail(pooled, x.size(), y.size())
                          : kolmogorov_upper_tail(result.d * std::sqrt(n * m / (n + m)));
  return result;
}

} // namespace reprovip::stats
