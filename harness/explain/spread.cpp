#include "harness/explain/spread.hpp"

#include "harness/base/format.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/multiplicity.hpp"
#include "harness/stats/permutation.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::explain {

namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const auto value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  const auto mean = mean_of(values);
  double sum = 0;
  for (const auto value : values) {
    sum += (value - mean) * (value - mean);
  }
  return sum / static_cast<double>(values.size() - 1);
}

double median_of(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const auto middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::vector<double> distances(std::span<const double> values) {
  const auto median = median_of(values);
  std::vector<double> all;
  for (const auto value : values) {
    all.push_back(std::abs(value - median));
  }
  return all;
}

// Of |mean of the first - mean of the others|.
double permuted(std::span<const double> a, std::span<const double> b) {
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  const auto difference = [&](std::span<const std::size_t> order) {
    double first = 0;
    double second = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      (i < a.size() ? first : second) += all[order[i]];
    }
    return std::abs(first / static_cast<double>(a.size()) - second / static_cast<double>(b.size()));
  };
  std::vector<std::size_t> as_it_is(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    as_it_is[i] = i;
  }
  return stats::permutation_p(all.size(), difference(as_it_is), difference, {});
}

} // namespace

Spread compare_spread(std::span<const double> reference, std::span<const double> switched,
                      double confidence) {
  Spread spread;
  const auto before = variance_of(reference);
  const auto after = variance_of(switched);
  if (before > 0) {
    const auto f = after / before;
    const auto df1 = static_cast<double>(switched.size() - 1);
    const auto df2 = static_cast<double>(reference.size() - 1);
    const auto tail = (1 - confidence) / 2;
    spread.ratio = std::sqrt(f);
    spread.low = std::sqrt(f / stats::f_quantile(1 - tail, df1, df2));
    spread.high = std::sqrt(f / stats::f_quantile(tail, df1, df2));
  }
  spread.p_spread = permuted(distances(reference), distances(switched));
  spread.shift = mean_of(switched) - mean_of(reference);
  spread.p_mean = permuted(reference, switched);
  return spread;
}

void adjust(std::span<Spread* const> spreads) {
  std::vector<double> p;
  for (const auto* spread : spreads) {
    p.insert(p.end(), {spread->p_spread, spread->p_mean});
  }
  const auto adjusted = stats::adjusted(p, stats::Adjustment::holm);
  for (std::size_t i = 0; i < spreads.size(); ++i) {
    spreads[i]->p_spread = adjusted[2 * i];
    spreads[i]->p_mean = adjusted[2 * i + 1];
  }
}

std::string describe(const std::string& value, const Spread& spread, double reference_mean) {
  const auto ratio = !spread.ratio ? std::string("no spread before")
                     : *spread.ratio == 0
                         ? std::string("sd 0: the spread is gone")
                         : format("sd ×{:.3g} [{:.3g}, {:.3g}]", *spread.ratio, spread.low, spread.high);
  return format("{}: {} (adjusted p {:.2g}), mean {:.6g} → {:.6g} (adjusted p {:.2g})", value, ratio,
                spread.p_spread, reference_mean, reference_mean + spread.shift, spread.p_mean);
}

} // namespace reprovip::explain
