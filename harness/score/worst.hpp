#pragma once

#include "harness/score/finding_json.hpp"
#include "harness/score/metric.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace reprovip::score {

// The worst of many pairs, row by row. Worst of all is a pair that disagrees without a distance, then one
// that could not be compared, then the largest distance from identity. `decision` is no when a pair's is,
// absent when none is but a pair could not be compared, else yes. A field that is a maximum is that over all
// pairs, absent when one of them does not have it.
class Worst {
public:
  explicit Worst(const PairMetric& metric) : m_metric(metric) {}

  void add(const Rows& rows, const std::string& pair);
  // Two executions with the same digest.
  void add_identical(const Rows& rows);

  // With a field `pairs`, the number of different outputs compared, and a note that names the worst.
  // `identical` when there was none. A row "" beside named ones speaks of whole outputs, a row "x" beside
  // "x:1" of the whole file: their pairs that have no estimate count in every row below them, and they are
  // given themselves only when there is none.
  Rows rows() const;

private:
  struct Row {
    std::string name;
    Finding finding;
    std::string worst; // "" = identical
    bool all_agree = true;
    bool decided = false;
    bool unknown = false;        // a pair has neither estimate nor decision
    std::set<std::size_t> pairs; // by number, in order of add()
    std::map<std::string, double> maxima;
  };
  Row& row(const std::string& name, const Finding& first);
  bool is_worse(const Finding& a, const Finding& b) const;
  void add_to(Row& row, const Finding& finding, const std::string& pair) const;
  void keep_maxima(Row& row, const Finding& finding) const;
  bool has_rows_below(const Row& row) const;
  Finding finding_of(const Row& row) const;

  const PairMetric& m_metric;
  std::vector<Row> m_rows;
  std::size_t m_pairs = 0;
};

} // namespace reprovip::score
