#include "harness/stats/anova.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::stats {

namespace {

Groups shifted(const Groups& groups) {
  Groups result;
  double shift = 0;
  for (const auto& group : groups) {
    if (!group.empty() && result.empty()) {
      shift = group.front();
    }
    if (group.empty()) {
      continue;
    }
    auto& row = result.emplace_back();
    for (const double value : group) {
      row.push_back(value - shift);
    }
  }
  return result;
}

double mean_of_all(const Groups& groups) {
  std::vector<double> all;
  for (const auto& group : groups) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return moments(all).mean;
}

std::vector<double> column_means(const Groups& table) {
  std::vector<double> means;
  for (std::size_t column = 0; column < table.front().size(); ++column) {
    std::vector<double> values;
    for (const auto& row : table) {
      values.push_back(row[column]);
    }
    means.push_back(moments(values).mean);
  }
  return means;
}

double squares_around(const std::vector<double>& values, double centre) {
  Sum sum;
  for (const double value : values) {
    sum.add((value - centre) * (value - centre));
  }
  return sum.value();
}

double largest_magnitude(const Groups& groups) {
  double largest = 0;
  for (const auto& group : groups) {
    for (const double value : group) {
      largest = std::max(largest, std::abs(value));
    }
  }
  return largest;
}

double residual_squares(const Groups& table, const std::vector<double>& row_means,
                        const std::vector<double>& means, double grand) {
  Sum sum;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < means.size(); ++j) {
      const double residual = (table[i][j] - row_means[i]) - (means[j] - grand);
      sum.add(residual * residual);
    }
  }
  return sum.value();
}

} // namespace

OneWay one_way(const Groups& groups) {
  const auto data = shifted(groups);
  OneWay result;
  result.groups = data.size();
  const double grand = mean_of_all(data);
  Sum between;
  Sum within;
  double squared_sizes = 0;
  for (const auto& group : data) {
    const auto one = moments(group);
    const auto size = static_cast<double>(group.size());
    result.observations += group.size();
    squared_sizes += size * size;
    between.add(size * (one.mean - grand) * (one.mean - grand));
  }
  // Not shifted by the value of another group: that could round small differences away. `moments` shifts by
  // its own.
  for (const auto& group : groups) {
    within.add(moments(group).sum_of_squares);
  }
  const auto count = static_cast<double>(result.groups);
  const auto total = static_cast<double>(result.observations);
  result.between = between.value();
  result.within = within.value();
  result.df_between = count - 1;
  result.df_within = total - count;
  result.k0 = count > 1 ? (total - squared_sizes / total) / (count - 1) : 0;
  return result;
}

TwoWay two_way(const Groups& table) {
  REPROVIP_ASSERT(table.size() > 1 && table.front().size() > 1);
  const auto data = shifted(table);
  const double grand = mean_of_all(data);
  const auto means = column_means(data);
  std::vector<double> row_means;
  Sum within;
  for (const auto& row : data) {
    REPROVIP_ASSERT(row.size() == means.size());
    const auto one = moments(row);
    row_means.push_back(one.mean);
    within.add(one.sum_of_squares);
  }
  const auto n = static_cast<double>(data.size());
  const auto k = static_cast<double>(means.size());
  TwoWay result;
  result.rows = data.size();
  result.columns = means.size();
  result.msr = k * squares_around(row_means, grand) / (n - 1);
  result.msc = n * squares_around(means, grand) / (k - 1);
  result.mse = residual_squares(data, row_means, means, grand) / ((n - 1) * (k - 1));
  // Columns that differ by a constant leave what the rounding of the data leaves.
  if (std::sqrt(result.mse) < 2 * std::numeric_limits<double>::epsilon() * largest_magnitude(table)) {
    result.mse = 0;
  }
  result.msw = within.value() / (n * (k - 1));
  return result;
}

} // namespace reprovip::stats
