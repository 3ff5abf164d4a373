#include "harness/stats/prediction.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::stats {

namespace {

constexpr double k_infinite = std::numeric_limits<double>::infinity();
// Quantiles of t at more degrees of freedom are the normal ones.
constexpr double k_most_df = 1e6;
// What remains of a sum of squares after its largest part was taken away, and is only rounding.
constexpr double k_rounding = 1e-12;

std::optional<double> smallest_step(const Groups& groups) {
  std::optional<double> smallest;
  for (auto values : groups) {
    std::ranges::sort(values);
    for (std::size_t i = 1; i < values.size(); ++i) {
      const double step = values[i] - values[i - 1];
      if (step > 0 && (!smallest || step < *smallest)) {
        smallest = step;
      }
    }
  }
  return smallest;
}

struct PooledSum {
  double squares = 0;
  double df = 0;
  double variance() const { return df > 0 ? squares / df : 0; }
};

PooledSum pooled_of(std::span<const Repeats> groups) {
  Sum squares;
  double df = 0;
  for (const auto& group : groups) {
    squares.add(group.variance * group.df());
    df += group.df();
  }
  return {squares.value(), df};
}

// Logarithms of variances freed of their own sampling bias, and the sampling variance that they have on
// average.
struct LogVariances {
  std::vector<double> values;
  double sampling = 0;
};

LogVariances log_variances(std::span<const Repeats> groups, double floor) {
  LogVariances logs;
  Sum sampling;
  for (const auto& group : groups) {
    if (group.df() > 0) {
      const double half = group.df() / 2;
      logs.values.push_back(std::log(std::max(group.variance, floor)) - digamma(half) + std::log(half));
      sampling.add(trigamma(half));
    }
  }
  logs.sampling = logs.values.empty() ? 0 : sampling.value() / static_cast<double>(logs.values.size());
  return logs;
}

double harmonic_mean(std::span<const Repeats> groups) {
  double sum = 0;
  for (const auto& group : groups) {
    sum += 1 / static_cast<double>(group.count);
  }
  return static_cast<double>(groups.size()) / sum;
}

void add_part(std::vector<VariancePart>& parts, double value, double df) {
  if (value > 0 && df > 0) {
    parts.push_back({value, df});
  }
}

} // namespace

Repeats repeats_of(std::span<const double> values) {
  const auto summary = moments(values);
  return {summary.count, summary.mean, summary.count > 1 ? summary.variance() : 0};
}

VariancePrior variance_prior(const Groups& groups) {
  std::vector<Repeats> all;
  for (const auto& values : groups) {
    all.push_back(repeats_of(values));
  }
  const auto pooled = pooled_of(all);
  const auto step = smallest_step(groups);
  if (!step) {
    return {k_infinite, 0, pooled.df}; // nothing varies
  }
  const auto logs = log_variances(all, *step * *step / 12);
  if (logs.values.size() < 2) {
    return {0, pooled.variance(), pooled.df};
  }
  const auto summary = moments(logs.values);
  const double excess = summary.variance() - logs.sampling;
  if (!(excess > 0)) {
    return {k_infinite, pooled.variance(), pooled.df};
  }
  const double half = trigamma_inverse(excess);
  return {2 * half, std::exp(summary.mean + digamma(half) - std::log(half)), pooled.df};
}

Variance moderated_variance(const Repeats& group, const VariancePrior& prior) {
  if (std::isinf(prior.df)) {
    return {prior.variance, prior.pooled_df};
  }
  const double df = prior.df + group.df();
  if (!(df > 0)) {
    return {0, 0};
  }
  return {(prior.df * prior.variance + group.df() * group.variance) / df, std::min(df, prior.pooled_df)};
}

Prediction predict_repeat(const Repeats& group, const Variance& within) {
  REPROVIP_ASSERT(group.count > 0);
  return {group.mean, std::sqrt(within.value * (1 + 1 / static_cast<double>(group.count))), within.df};
}

double deviation_of(double value, const Prediction& prediction) {
  const double distance = std::abs(value - prediction.centre);
  return distance == 0 ? 0 : distance / prediction.scale;
}

Groups left_out_deviations(const Groups& groups, const VariancePrior& prior) {
  Groups all;
  const double pooled = prior.variance * prior.pooled_df;
  for (const auto& values : groups) {
    auto& deviations = all.emplace_back();
    const auto group = repeats_of(values);
    if (group.count < 2) {
      continue;
    }
    const auto n = static_cast<double>(group.count);
    const bool alike = std::isinf(prior.df);
    const double squares = alike ? pooled : prior.df * prior.variance + group.df() * group.variance;
    const double df = (alike ? prior.pooled_df : prior.df + group.df()) - 1;
    for (const double value : values) {
      const double distance = std::abs(value - group.mean) * n / (n - 1); // from the mean of the others
      const double left = squares - distance * distance * (n - 1) / n;
      const double scale = df > 0 && left > k_rounding * squares ? std::sqrt(left / df) : 0;
      deviations.push_back(distance == 0 ? 0 : distance / (scale * std::sqrt(1 + 1 / n)));
    }
  }
  return all;
}

std::size_t executions_for(double alpha) {
  return static_cast<std::size_t>(std::ceil(1 / alpha - 1 - 1e-9));
}

std::optional<double> order_limit(std::span<const double> largest, std::size_t m, double alpha) {
  if (m < executions_for(alpha)) {
    return std::nullopt;
  }
  // 1e-9: 0.95 times 20 is 19, whatever the last bit.
  const auto place = static_cast<std::size_t>(std::ceil((1 - alpha) * (static_cast<double>(m) + 1) - 1e-9));
  const auto from_top = m - std::min(place, m);
  if (from_top >= largest.size()) {
    return std::nullopt;
  }
  return largest[from_top];
}

double normal_limit(double alpha, std::size_t values, double df) {
  REPROVIP_ASSERT(values > 0 && df > 0);
  return t_quantile(1 - alpha / (2 * static_cast<double>(values)), std::min(df, k_most_df));
}

double chance_of_first_change(std::size_t n) {
  REPROVIP_ASSERT(n > 0);
  const auto count = static_cast<double>(n);
  return std::pow((count - 1) / count, count - 1) / count;
}

double half_width_of(std::span<const VariancePart> parts, double alpha) {
  Sum squares;
  for (const auto& part : parts) {
    const double t = normal_limit(alpha, 1, part.df);
    squares.add(part.value * t * t);
  }
  return std::sqrt(squares.value());
}

double satterthwaite_half_width(std::span<const VariancePart> parts, double alpha) {
  double sum = 0;
  double squares = 0;
  for (const auto& part : parts) {
    sum += part.value;
    squares += part.value * part.value / part.df;
  }
  return sum > 0 ? normal_limit(alpha, 1, sum * sum / squares) * std::sqrt(sum) : 0;
}

std::vector<VariancePart> new_environment_parts(const std::vector<std::vector<Repeats>>& table) {
  REPROVIP_ASSERT(!table.empty() && table.front().size() > 1);
  const auto n = static_cast<double>(table.size());
  const auto e = static_cast<double>(table.front().size());
  std::vector<Repeats> cells;
  Groups means;
  for (const auto& row : table) {
    auto& line = means.emplace_back();
    for (const auto& cell : row) {
      cells.push_back(cell);
      line.push_back(cell.mean);
    }
  }
  const auto within = pooled_of(cells);
  std::vector<VariancePart> parts;
  if (table.size() == 1) {
    add_part(parts, (1 + 1 / e) * moments(means.front()).variance(), e - 1);
  } else {
    const auto squares = two_way(means);
    add_part(parts, (1 + 1 / e) * squares.msc / n, e - 1);
    add_part(parts, (1 + 1 / e) * squares.mse * (n - 1) / n, (n - 1) * (e - 1));
  }
  add_part(parts, within.variance() * (1 - 1 / harmonic_mean(cells)), within.df);
  return parts;
}

std::vector<VariancePart> new_subject_parts(std::span<const Repeats> groups) {
  REPROVIP_ASSERT(groups.size() > 1);
  std::vector<double> means;
  for (const auto& group : groups) {
    means.push_back(group.mean);
  }
  const auto n = static_cast<double>(groups.size());
  const auto within = pooled_of(groups);
  std::vector<VariancePart> parts;
  add_part(parts, moments(means).variance() * (1 + 1 / n), n - 1);
  add_part(parts, within.variance() * (1 - 1 / harmonic_mean(groups)), within.df);
  return parts;
}

} // namespace reprovip::stats
