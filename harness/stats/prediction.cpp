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

// The sums behind a prior, from which a group can be taken and put back changed.
class PriorSums {
public:
  // `floor`: the least variance that counts.
  PriorSums(std::span<const Repeats> groups, double floor) : m_floor(floor) {
    for (const auto& group : groups) {
      m_centre += log_variance(group) / static_cast<double>(groups.size());
    }
    for (const auto& group : groups) {
      add(group, 1);
    }
    m_all_squares = m_squares;
  }

  void replace(const Repeats& group, const Repeats& other) {
    add(group, -1);
    add(other, 1);
  }

  VariancePrior prior() const {
    // Only rounding is left of what did not vary.
    if (!(m_squares > k_rounding * m_all_squares)) {
      return {k_infinite, 0, m_df};
    }
    if (m_count < 2) {
      return {0, m_squares / m_df, m_df};
    }
    const double mean = m_sum / m_count;
    const double excess = (m_sum_of_squares - m_sum * mean) / (m_count - 1) - m_sampling / m_count;
    if (!(excess > 0)) {
      return {k_infinite, m_squares / m_df, m_df};
    }
    const double half = trigamma_inverse(excess);
    return {2 * half, std::exp(m_centre + mean + digamma(half) - std::log(half)), m_df};
  }

private:
  // Freed of its own sampling bias; 0 of a group of one.
  double log_variance(const Repeats& group) const {
    const double half = group.df() / 2;
    return half > 0 ? std::log(std::max(group.variance, m_floor)) - digamma(half) + std::log(half) : 0;
  }

  void add(const Repeats& group, double sign) {
    if (!(group.df() > 0)) {
      return;
    }
    const double distance = log_variance(group) - m_centre;
    m_count += sign;
    m_sum += sign * distance;
    m_sum_of_squares += sign * distance * distance;
    m_sampling += sign * trigamma(group.df() / 2);
    m_squares += sign * group.variance * group.df();
    m_df += sign * group.df();
  }

  double m_floor;
  double m_centre = 0; // sums are about it, so that little is lost when a group is taken away
  double m_count = 0;
  double m_sum = 0;
  double m_sum_of_squares = 0;
  double m_sampling = 0; // variance that log variances have by chance
  double m_squares = 0;  // within groups
  double m_all_squares = 0;
  double m_df = 0;
};

std::vector<Repeats> repeats_of_all(const Groups& groups) {
  std::vector<Repeats> all;
  for (const auto& values : groups) {
    all.push_back(repeats_of(values));
  }
  return all;
}

// The group when one of its values is taken away.
Repeats without(const Repeats& group, double value) {
  const auto n = static_cast<double>(group.count);
  const double distance = value - group.mean;
  const double squares = group.variance * group.df();
  const double left = squares - distance * distance * n / (n - 1);
  const bool varies = group.count > 2 && left > k_rounding * squares;
  return {group.count - 1, group.mean - distance / (n - 1), varies ? left / (n - 2) : 0};
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
  const double step = smallest_step(groups).value_or(0); // 0: nothing varies
  return PriorSums(repeats_of_all(groups), step * step / 12).prior();
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

Groups left_out_deviations(const Groups& groups) {
  const auto all = repeats_of_all(groups);
  const double step = smallest_step(groups).value_or(0);
  const PriorSums sums(all, step * step / 12);
  Groups deviations;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    auto& of_group = deviations.emplace_back();
    const auto n = static_cast<double>(all[i].count);
    for (const double value : all[i].count > 1 ? groups[i] : std::vector<double>()) {
      const auto rest = without(all[i], value);
      auto others = sums;
      others.replace(all[i], rest);
      const double variance = moderated_variance(rest, others.prior()).value;
      of_group.push_back(deviation_of(value, {rest.mean, std::sqrt(variance * (1 + 1 / n)), 0}));
    }
  }
  return deviations;
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
