#include "harness/stats/ranks.hpp"

#include "harness/base/assert.hpp"
#include "harness/stats/distributions.hpp"
#include "harness/stats/sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace reprovip::stats {

namespace {

std::vector<double> column_of(const Groups& table, std::size_t column) {
  std::vector<double> values;
  for (const auto& row : table) {
    values.push_back(row[column]);
  }
  return values;
}

std::vector<std::vector<double>> ranks_by_column(const Groups& table) {
  std::vector<std::vector<double>> ranks;
  for (std::size_t column = 0; column < table.front().size(); ++column) {
    ranks.push_back(mid_ranks(column_of(table, column)));
  }
  return ranks;
}

// sum (t^3 - t) over the groups of equal ranks
double tie_term(std::vector<double> ranks) {
  std::sort(ranks.begin(), ranks.end());
  double sum = 0;
  for (auto begin = ranks.begin(); begin != ranks.end();) {
    const auto end = std::upper_bound(begin, ranks.end(), *begin);
    const auto ties = static_cast<double>(end - begin);
    sum += ties * ties * ties - ties;
    begin = end;
  }
  return sum;
}

int sign(double value) {
  return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0);
}

double pearson(std::span<const double> a, std::span<const double> b) {
  const auto x = moments(a);
  const auto y = moments(b);
  Sum products;
  for (std::size_t i = 0; i < a.size(); ++i) {
    products.add((a[i] - x.mean) * (b[i] - y.mean));
  }
  return std::clamp(products.value() / std::sqrt(x.sum_of_squares * y.sum_of_squares), -1.0, 1.0);
}

double tau_b(std::span<const double> a, std::span<const double> b) {
  double concordance = 0;
  double untied_a = 0;
  double untied_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = i + 1; j < a.size(); ++j) {
      const int in_a = sign(a[i] - a[j]);
      const int in_b = sign(b[i] - b[j]);
      concordance += in_a * in_b;
      untied_a += in_a * in_a;
      untied_b += in_b * in_b;
    }
  }
  return concordance / std::sqrt(untied_a * untied_b);
}

double p_by_t(double rho, double n) {
  const double least = 2 / std::tgamma(n + 1);
  if (std::abs(rho) >= 1) {
    return least;
  }
  const double t = std::abs(rho) * std::sqrt((n - 2) / (1 - rho * rho));
  return std::min(1.0, std::max(least, 2 * t_upper_tail(t, n - 2)));
}

// Twice the deviations of mid-ranks from their mean: whole numbers, so that sums of products compare exactly.
std::vector<std::int64_t> whole_deviations(const std::vector<double>& ranks) {
  std::vector<std::int64_t> whole;
  for (const double rank : ranks) {
    whole.push_back(std::llround(2 * rank) - static_cast<std::int64_t>(ranks.size()) - 1);
  }
  return whole;
}

double p_of_all_orders(const std::vector<double>& x, const std::vector<double>& y) {
  const auto a = whole_deviations(x);
  auto b = whole_deviations(y);
  const auto product = [&] {
    return std::abs(std::inner_product(a.begin(), a.end(), b.begin(), std::int64_t{0}));
  };
  const auto observed = product();
  std::sort(b.begin(), b.end());
  double as_far = 0;
  double orders = 0;
  // Orders of tied values that look the same come once, and are equally likely.
  do {
    as_far += product() >= observed ? 1 : 0;
    ++orders;
  } while (std::next_permutation(b.begin(), b.end()));
  return as_far / orders;
}

std::vector<bool> top_of(const std::vector<double>& ranks, std::size_t top, bool ascending) {
  std::vector<bool> in_top;
  for (const double rank : ranks) {
    const auto better = std::count_if(ranks.begin(), ranks.end(),
                                      [&](double other) { return ascending ? other < rank : other > rank; });
    in_top.push_back(static_cast<std::size_t>(better) < top);
  }
  return in_top;
}

double overlap(const std::vector<bool>& a, const std::vector<bool>& b) {
  std::size_t both = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += a[i] && b[i] ? 1U : 0U;
  }
  const auto larger = std::max(std::count(a.begin(), a.end(), true), std::count(b.begin(), b.end(), true));
  return static_cast<double>(both) / static_cast<double>(larger);
}

double smallest_overlap(const std::vector<std::vector<double>>& ranks, std::size_t top, bool ascending) {
  std::vector<std::vector<bool>> tops;
  for (const auto& column : ranks) {
    tops.push_back(top_of(column, top, ascending));
  }
  double smallest = 1;
  for (std::size_t i = 0; i < tops.size(); ++i) {
    for (std::size_t j = i + 1; j < tops.size(); ++j) {
      smallest = std::min(smallest, overlap(tops[i], tops[j]));
    }
  }
  return smallest;
}

bool same_order_everywhere(const std::vector<std::vector<double>>& ranks, std::size_t i, std::size_t j) {
  return std::all_of(ranks.begin(), ranks.end(), [&](const std::vector<double>& column) {
    return sign(column[i] - column[j]) == sign(ranks.front()[i] - ranks.front()[j]);
  });
}

double share_of_pairs_kept(const std::vector<std::vector<double>>& ranks) {
  const std::size_t rows = ranks.front().size();
  double kept = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = i + 1; j < rows; ++j) {
      kept += same_order_everywhere(ranks, i, j) ? 1 : 0;
    }
  }
  return kept / (static_cast<double>(rows) * static_cast<double>(rows - 1) / 2);
}

} // namespace

std::vector<double> mid_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) {
      ++end;
    }
    for (std::size_t i = begin; i < end; ++i) {
      ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
    }
    begin = end;
  }
  return ranks;
}

std::optional<KendallW> kendall_w(const Groups& table) {
  REPROVIP_ASSERT(table.size() > 1 && table.front().size() > 1);
  const auto n = static_cast<double>(table.size());
  const auto m = static_cast<double>(table.front().size());
  std::vector<double> sums(table.size(), 0);
  double ties = 0;
  for (const auto& ranks : ranks_by_column(table)) {
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      sums[i] += ranks[i];
    }
    ties += tie_term(ranks);
  }
  const double s = moments(sums).sum_of_squares;
  const double most = m * m * (n * n * n - n);
  // All terms are multiples of halves: columns that are all constant give exactly 0.
  if (!(most - m * ties > 0)) {
    return std::nullopt;
  }
  KendallW result;
  result.w = 12 * s / (most - m * ties);
  result.uncorrected = 12 * s / most;
  result.chi_squared = m * (n - 1) * result.w;
  result.df = n - 1;
  result.p = chi_squared_upper_tail(result.chi_squared, result.df);
  return result;
}

std::optional<RankCorrelation> rank_correlation(std::span<const double> a, std::span<const double> b) {
  REPROVIP_ASSERT(a.size() == b.size() && a.size() > 2);
  const auto x = mid_ranks(a);
  const auto y = mid_ranks(b);
  const auto is_constant = [](const std::vector<double>& ranks) {
    return std::all_of(ranks.begin(), ranks.end(), [&](double rank) { return rank == ranks.front(); });
  };
  if (is_constant(x) || is_constant(y)) {
    return std::nullopt;
  }
  return RankCorrelation{pearson(x, y), tau_b(x, y)};
}

double spearman_p(std::span<const double> a, std::span<const double> b) {
  REPROVIP_ASSERT(a.size() == b.size() && a.size() > 2);
  const auto x = mid_ranks(a);
  const auto y = mid_ranks(b);
  return a.size() <= 8 ? p_of_all_orders(x, y) : p_by_t(pearson(x, y), static_cast<double>(a.size()));
}

Limits spearman_limits(double rho, double n, double confidence) {
  REPROVIP_ASSERT(n > 3 && std::abs(rho) < 1);
  const double half = normal_quantile((1 + confidence) / 2) * std::sqrt((1 + rho * rho / 2) / (n - 3));
  return {std::tanh(std::atanh(rho) - half), std::tanh(std::atanh(rho) + half)};
}

RankStability rank_stability(const Groups& table, std::size_t top, bool ascending) {
  REPROVIP_ASSERT(table.size() > 1 && table.front().size() > 1);
  const auto ranks = ranks_by_column(table);
  RankStability result;
  result.pairs_kept = share_of_pairs_kept(ranks);
  double kept = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    double low = ranks.front()[row];
    double high = low;
    for (const auto& column : ranks) {
      low = std::min(low, column[row]);
      high = std::max(high, column[row]);
    }
    kept += low == high ? 1 : 0;
    result.max_rank_change = std::max(result.max_rank_change, high - low);
  }
  result.ranks_kept = kept / static_cast<double>(table.size());
  result.top_kept = top == 0 ? 1 : smallest_overlap(ranks, top, ascending);
  return result;
}

} // namespace reprovip::stats
