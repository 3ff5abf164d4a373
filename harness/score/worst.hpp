#pragma once

#include "harness/score/finding_json.hpp"
#include "harness/score/metric.hpp"

#include <string>
#include <vector>

namespace reprovip::score {

// The worst of many pairs, row by row. Worst of all is a pair that disagrees without a distance, then one
// that could not be compared, then the largest distance from identity. `decision` is yes when every pair's
// is.
class Worst {
public:
  explicit Worst(const PairMetric& metric) : m_metric(metric) {}

  void add(const Rows& rows, const std::string& pair);
  // Two executions with the same digest.
  void add_identical(const Rows& rows);

  // With a field `pairs`, the number of different outputs compared, and a note that names the worst.
  // `identical` when there was none. A row "" beside named ones, of pairs whose rows are not known, stays.
  Rows rows() const;

private:
  struct Row {
    std::string name;
    Finding finding;
    std::string pair; // "" = identical
    bool all_agree = true;
    bool decided = false;
    std::size_t pairs = 0;
  };
  Row& row(const std::string& name, const Finding& first, bool& is_new);
  bool is_worse(const Finding& a, const Finding& b) const;

  const PairMetric& m_metric;
  std::vector<Row> m_rows;
};

} // namespace reprovip::score
