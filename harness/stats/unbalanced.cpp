#include "harness/stats/unbalanced.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::stats {

namespace {

double share_of(double ratio, double size) {
  return size * ratio / (1 + size * ratio);
}

} // namespace

VarianceRatio::VarianceRatio(const Groups& groups) : m_table(one_way(groups)) {
  REPROVIP_ASSERT(m_table.within > 0 && m_table.df_between > 0);
  const auto first =
      std::find_if(groups.begin(), groups.end(), [](const auto& group) { return !group.empty(); });
  const double shift = first->front();
  double largest = 0;
  for (const auto& group : groups) {
    if (group.empty()) {
      continue;
    }
    std::vector<double> shifted;
    for (const double value : group) {
      shifted.push_back(value - shift);
    }
    m_means.push_back(moments(shifted).mean);
    m_sizes.push_back(static_cast<double>(group.size()));
    largest = std::max(largest, m_sizes.back());
  }
  m_least = -1 / largest;
}

double VarianceRatio::f(double ratio) const {
  Sum weights;
  Sum weighted;
  for (std::size_t i = 0; i < m_sizes.size(); ++i) {
    const double weight = m_sizes[i] / (1 + m_sizes[i] * ratio);
    weights.add(weight);
    weighted.add(weight * m_means[i]);
  }
  const double centre = weighted.value() / weights.value();
  Sum squares;
  for (std::size_t i = 0; i < m_sizes.size(); ++i) {
    const double distance = m_means[i] - centre;
    squares.add(m_sizes[i] / (1 + m_sizes[i] * ratio) * distance * distance);
  }
  return squares.value() / m_table.df_between / m_table.ms_within();
}

double VarianceRatio::ratio_at(double target) const {
  double low = m_least * (1 - 1e-9);
  if (f(low) <= target) {
    return m_least;
  }
  double high = 1;
  while (high < 1e300 && f(high) > target) {
    low = high;
    high *= 4;
  }
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) {
      return low;
    }
    (f(middle) > target ? low : high) = middle;
  }
}

Limits VarianceRatio::limits(double confidence) const {
  const double tail = (1 + confidence) / 2;
  const double df1 = m_table.df_between;
  const double df2 = m_table.df_within;
  return {ratio_at(f_quantile(tail, df1, df2)), ratio_at(1 / f_quantile(tail, df2, df1))};
}

Icc icc_unbalanced(const VarianceRatio& ratio, bool of_mean, double confidence, double rho0) {
  auto icc = icc_one_way(ratio.table(), of_mean, confidence, 0);
  const double size = of_mean ? ratio.table().k0 : 1;
  const auto limits = ratio.limits(confidence);
  icc.low = std::min(share_of(limits.low, size), icc.estimate);
  icc.high = std::max(share_of(limits.high, size), icc.estimate);
  icc.f = ratio.f(rho0 / (1 - rho0) / size);
  icc.p = f_upper_tail(icc.f, icc.df1, icc.df2);
  return icc;
}

} // namespace reprovip::stats
