#pragma once

#include <cstddef>
#include <vector>

namespace reprovip::stats {

// Rows are targets (subjects), values are what was observed on each; rows may have different lengths.
using Groups = std::vector<std::vector<double>>;

// One-way analysis of variance, unbalanced allowed.
struct OneWay {
  std::size_t groups = 0;       // N, that have values
  std::size_t observations = 0; // M
  double between = 0;           // sum of squares between groups
  double within = 0;            // sum of squares within
  double df_between = 0;        // N - 1
  double df_within = 0;         // M - N
  double k0 = 0;                // (M - sum k_i^2 / M) / (N - 1): the k of balanced data

  double ms_between() const { return between / df_between; }
  double ms_within() const { return within / df_within; }
};

// Two-way without replication: n rows, k columns, complete.
struct TwoWay {
  std::size_t rows = 0;
  std::size_t columns = 0;
  double msr = 0; // rows (subjects)
  double msc = 0; // columns (runs, environments)
  double mse = 0; // residual
  double msw = 0; // within rows: (SSC + SSE) / (n (k - 1))
};

// Every observation is taken relative to the first one: sums stay small however large the common offset is.
OneWay one_way(const Groups& groups);
// Needs at least two rows and two columns, all rows of the same length. A residual of the size of the
// rounding of the data is 0.
TwoWay two_way(const Groups& table);

} // namespace reprovip::stats
