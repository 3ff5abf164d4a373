#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reprovip::stats {

struct ChangeQuestion {
  double alpha = 0.05;
  std::size_t permutations = 999;
  std::uint64_t seed = 1;
  std::size_t shortest = 2; // values on each side of a change
};

// The values from `at` on are distributed otherwise than those before, back to the change before it.
struct ChangePoint {
  std::size_t at = 0;
  double p = 1; // of the test that found it
};

// E-divisive with the energy statistic: D. S. Matteson, N. A. James, "A nonparametric approach for multiple
// change point analysis of multivariate data", JASA 109 (2014) 334, eq. 5-8, exponent 1; a segment is cut in
// two (both parts whole, as in D. Daly et al., "The use of change point detection to identify software
// performance regressions in a continuous integration system", ICPE 2020). For parts X of m and Y of n values
//   q = mn/(m+n) (2/(mn) sum |x-y| - 2/(m(m-1)) sum_{i<k} |x_i-x_k| - 2/(n(n-1)) sum_{j<k} |y_j-y_k|).
// The largest q over all cuts of all segments is tested by permuting values within the segments,
// (1 + #{permuted >= observed, but for rounding}) / (1 + permutations); a cut with p <= alpha stays and the
// next is looked for, until one is not significant. Values that come in any order alike (no change) give a
// change with probability <= alpha, whatever their distribution. Ascending; every value finite.
std::vector<ChangePoint> change_points(std::span<const double> values, const ChangeQuestion& question = {});

// The fewest values, all different, that can show one change at `alpha`: the least p of a cut in the middle,
// 2 / C(n, n/2), must not be larger. 8 at 0.05.
std::size_t least_values_for_a_change(double alpha);

// The statistic q of a cut before `at`, 0 < at < size; a part of one value has no distances in it.
double energy_of_cut(std::span<const double> values, std::size_t at);

} // namespace reprovip::stats
