#pragma once

#include "harness/stats/anova.hpp"
#include "harness/stats/limits.hpp"
#include "harness/stats/mean_tests.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

// Where one more execution is expected, beside those seen. Groups are the repetitions of one subject (in one
// condition), each with a mean of its own.
//
// Of a normal value whose groups have one variance, y - mean_i is t distributed on the scale
// s sqrt(1 + 1/n_i), s^2 pooled within groups: exact (Hahn & Meeker 1991, section 4.7; R's predict of a
// linear model). Groups seldom have one variance, and a group alone has few degrees of freedom; so the
// group's own variance is moderated towards the others as far as they are alike (Smyth 2004, Statistical
// Applications in Genetics and Molecular Biology 3:3): pooled when they differ by no more than chance, the
// group's own when there is no other. How far the largest of many values may lie is then not taken from the
// normal distribution, whose far tail no data have, but from the executions seen: each is left out in turn
// (`left_out_deviations`), and the limit is an order statistic of the largest deviation of each (the
// distribution-free interval of Wilks 1941; split over no values, as Westfall & Young 1993; of groups, Dunn,
// Wasserman & Ramdas 2023, JASA 118). With fewer executions than 1/alpha - 1 this says nothing: then each
// group stands alone and the values share alpha (Bonferroni), which is exact for normal values whatever the
// groups' variances. README.md of the room `baseline` has what simulation says of all this.
namespace reprovip::stats {

// What a group's values come to; the variance has count - 1, and is 0 of one value.
struct Repeats {
  std::size_t count = 0;
  double mean = 0;
  double variance = 0;

  double df() const { return count > 1 ? static_cast<double>(count - 1) : 0; }
};
Repeats repeats_of(std::span<const double> values);

// Variances of groups as scaled inverse chi-squared around `variance`: with `df` infinite they are all one,
// with 0 they say nothing of each other.
struct VariancePrior {
  double df = 0;
  double variance = 0;
  double pooled_df = 0; // of all groups together
};
// Smyth's moments of log variances. A group that repeats exactly counts with the variance of rounding to the
// smallest step seen within any group (step^2 / 12): much the same as the others where values have few
// digits, far from them where it is another kind. Infinite df: `variance` is the pooled one.
VariancePrior variance_prior(const Groups& groups);

// (d_0 s_0^2 + d_i s_i^2) / (d_0 + d_i) with d_0 + d_i degrees of freedom, at most those of all groups. The
// df is 0 where nothing is known.
Variance moderated_variance(const Repeats& group, const VariancePrior& prior);

// A value to come: t distributed (if normal) around `centre` with the standard deviation `scale`; 0: it never
// varied.
struct Prediction {
  double centre = 0;
  double scale = 0;
  double df = 0;
};
// One more of the group: scale^2 = s^2 (1 + 1/n).
Prediction predict_repeat(const Repeats& group, const Variance& within);
// |value - centre| / scale; 0 of the centre itself, infinite of anything else where the scale is 0.
double deviation_of(double value, const Prediction& prediction);

// Of each value of each group how far it lies from the mean of the others, on the scale that they, and a
// prior made without it, would give a new value beside n: |y - mean_-i| / (s_-i sqrt(1 + 1/n)). That mean is
// of n - 1 and thus less certain than the one a new value is held to: for normal values larger than a new
// deviation by n / sqrt(n^2 - 1) (1.15 of two, 1.06 of three, 1.02 of five). The limit is a little wide
// rather than too narrow, which it were with few repetitions of values that are not normal. Empty of a group
// of one.
Groups left_out_deviations(const Groups& groups);

// The ceil((1 - alpha) (m + 1))-th smallest of m deviations, of which `largest` are the largest, descending.
// A further one exceeds it with a chance of at most alpha, whatever their distribution, if all are
// exchangeable. Nothing when m is too small, or the ones given are too few.
std::optional<double> order_limit(std::span<const double> largest, std::size_t m, double alpha);
// The least m for which there is one: 1/alpha - 1, rounded up.
std::size_t executions_for(double alpha);
// t quantile of `alpha` shared by `values` (Bonferroni), two-sided.
double normal_limit(double alpha, std::size_t values, double df);

// Not more often than this are n executions all the same and the next another one, whatever the chance of it:
// the largest p^(n - 1) (1 - p), ((n - 1) / n)^(n - 1) / n. Needs n > 0.
double chance_of_first_change(std::size_t n);

// A value to come of which several sources vary: a part of its variance is a mean square times a positive
// number.
struct VariancePart {
  double value = 0;
  double df = 0;
};
// Half the width at `alpha`: sqrt(sum t(1 - alpha/2; df_i)^2 part_i). The interval holds at least as often as
// it says whatever the shares of the parts (Banerjee 1960, Sankhya 22), and just so often when one part is
// all there is; Satterthwaite's single t is too narrow when a part has one or two degrees of freedom, as two
// or three environments give. Parts of 0 do not count. Every df > 0.
double half_width_of(std::span<const VariancePart> parts, double alpha);
// The same by Satterthwaite 1946, for comparison.
double satterthwaite_half_width(std::span<const VariancePart> parts, double alpha);

// Parts of y(new environment, one execution) - mean of the group's environments, from a table of cells: rows
// are subjects, columns environments, all present, at least two columns.
//   (1 + 1/E) [MS_e / N + MS_se (N - 1) / N] + MS_r (1 - 1/K)
// of cell means (unweighted, K the harmonic mean of repetitions: Thomas & Hultquist 1978): MS_e of E - 1,
// MS_se of (N - 1) (E - 1), MS_r within cells. Mixed models' prediction: Francq, Lin & Hoyer 2019, Statistics
// in Medicine 38:5603.
std::vector<VariancePart> new_environment_parts(const std::vector<std::vector<Repeats>>& table);
// Parts of y(new subject, one execution) - mean of the subjects' means, from two groups or more:
// V (1 + 1/N) + MS_r (1 - 1/K), V the variance of means.
std::vector<VariancePart> new_subject_parts(std::span<const Repeats> groups);

} // namespace reprovip::stats
