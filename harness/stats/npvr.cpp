#include "harness/stats/npvr.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/components.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <cmath>
#include <limits>

namespace reprovip::stats {

namespace {

double mean_variance(const Groups& groups) {
  std::vector<double> variances;
  for (const auto& group : groups) {
    variances.push_back(moments(group).variance());
  }
  return moments(variances).mean;
}

Groups transposed(const Groups& table) {
  Groups result(table.front().size());
  for (const auto& row : table) {
    REPROVIP_ASSERT(row.size() == result.size());
    for (std::size_t column = 0; column < row.size(); ++column) {
      result[column].push_back(row[column]);
    }
  }
  return result;
}

} // namespace

std::optional<Npvr> npvr(const Groups& table) {
  REPROVIP_ASSERT(table.size() > 1 && table.front().size() > 1);
  const double population = mean_variance(transposed(table));
  if (!(population > 0)) {
    return std::nullopt;
  }
  return Npvr{std::sqrt(mean_variance(table)), std::sqrt(population)};
}

Limits npvr_limits(const TwoWay& table, double confidence) {
  const auto n = static_cast<double>(table.rows);
  const auto k = static_cast<double>(table.columns);
  const LargeSampleLimits limits({{table.msr, n - 1}, {table.msc, k - 1}, {table.mse, (n - 1) * (k - 1)}},
                                 confidence);
  const std::vector<double> numerical = {0, 1 / n, (n - 1) / n};
  const std::vector<double> both = {1 / k, 1 / n, (n - 1) / n + (k - 1) / k};
  // The ratio a / b from the share a / (a + b), which is within 0 and 1.
  const auto share = limits.of_share(numerical, both);
  return {std::sqrt(share.low / (1 - share.low)), std::sqrt(share.high / (1 - share.high))};
}

OffsetTest offset_test(const TwoWay& table) {
  if (!(table.mse > 0)) {
    return table.msc > 0 ? OffsetTest{std::numeric_limits<double>::infinity(), 0} : OffsetTest{0, 1};
  }
  const auto columns = static_cast<double>(table.columns - 1);
  const double f = table.msc / table.mse;
  return {f, f_upper_tail(f, columns, columns * static_cast<double>(table.rows - 1))};
}

} // namespace reprovip::stats
