#pragma once

#include "harness/stats/anova.hpp"
#include "harness/stats/limits.hpp"

#include <optional>
#include <span>
#include <vector>

namespace reprovip::stats {

// From 1 for the smallest; equal values have the mean of their ranks.
std::vector<double> mid_ranks(std::span<const double> values);

// Kendall's coefficient of concordance of the columns about the order of the rows.
struct KendallW {
  double w = 0;           // corrected for ties: 12 S / (m^2 (n^3 - n) - m sum T), T = sum (t^3 - t)
  double uncorrected = 0; // 12 S / (m^2 (n^3 - n))
  double chi_squared = 0; // m (n - 1) w
  double df = 0;          // n - 1
  double p = 0;           // upper tail of chi-squared
};
// Kendall & Babington Smith 1939; ties as in Siegel & Castellan 1988. `table` is complete, at least 2 rows
// and 2 columns. Nothing when every column is constant.
std::optional<KendallW> kendall_w(const Groups& table);

struct RankCorrelation {
  double rho = 0;   // Spearman: Pearson's correlation of mid-ranks
  double tau_b = 0; // Kendall's, corrected for ties
};
// As many values in `a` as in `b`, at least 3. Nothing when one of them is constant.
std::optional<RankCorrelation> rank_correlation(std::span<const double> a, std::span<const double> b);

// Two-sided p of no correlation between the orders of `a` and `b`, of the same number of values, at least 3,
// neither constant. Up to 8 values exact: the share of all orders of `b` (ties as they are) with at least
// that |rho|. Beyond by t with n - 2 degrees of freedom (Kendall & Stuart), and not below 2 / n!, the least
// that orders can give.
double spearman_p(std::span<const double> a, std::span<const double> b);
// Bonett & Wright 2000: Fisher's z with variance (1 + rho^2 / 2) / (n - 3). Needs n > 3 and |rho| < 1.
Limits spearman_limits(double rho, double n, double confidence);

struct RankStability {
  double pairs_kept = 0;      // share of the pairs of rows that stand in one order in every column
  double ranks_kept = 0;      // share of the rows that have one mid-rank in every column
  double max_rank_change = 0; // largest difference of the mid-ranks of a row
  double top_kept = 1;        // smallest |A and B| / max(|A|, |B|) over pairs of columns
};
// How far the order of the rows stays from column to column. The top of a column are the rows with at most
// `top` - 1 better ones (ties may make it larger), better being larger, or smaller with `ascending`; 0: no
// top. `table` is complete, at least 2 rows and 2 columns.
RankStability rank_stability(const Groups& table, std::size_t top, bool ascending);

} // namespace reprovip::stats
