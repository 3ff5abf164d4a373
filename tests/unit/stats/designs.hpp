#pragma once

#include "harness/stats/components.hpp"

#include <vector>

// Published designs.
namespace reprovip::stats::test {

using Table = std::vector<std::vector<double>>;

// Davies & Goldsmith 1972: yield of dyestuff, six batches of five.
inline const Table k_dyestuff = {{1545, 1440, 1440, 1520, 1580}, {1540, 1555, 1490, 1560, 1495},
                                 {1595, 1550, 1605, 1510, 1560}, {1445, 1440, 1595, 1465, 1545},
                                 {1595, 1630, 1515, 1635, 1625}, {1520, 1455, 1450, 1480, 1445}};
// Box & Tiao 1973: the batches differ less than chance would have it.
inline const Table k_dyestuff2 = {
    {7.298, 3.846, 2.434, 9.566, 7.990},   {5.220, 6.556, 0.608, 11.788, -0.892},
    {0.110, 10.386, 13.434, 5.510, 8.166}, {2.212, 4.852, 7.092, 9.288, 4.980},
    {0.282, 9.014, 4.458, 9.446, 7.198},   {1.722, 4.782, 8.106, 0.758, 3.758}};
// AIAG, Measurement Systems Analysis: three appraisers, three trials each of ten parts.
inline const std::vector<Table> k_gauge = {{{.29, -.56, 1.34, .47, -.80, .02, .59, -.31, 2.26, -1.36},
                                            {.41, -.68, 1.17, .50, -.92, -.11, .75, -.20, 1.99, -1.25},
                                            {.64, -.58, 1.27, .64, -.84, -.21, .66, -.17, 2.01, -1.31}},
                                           {{.08, -.47, 1.19, .01, -.56, -.20, .47, -.63, 1.80, -1.68},
                                            {.25, -1.22, .94, 1.03, -1.20, .22, .55, .08, 2.12, -1.62},
                                            {.07, -.68, 1.34, .20, -1.28, .06, .83, -.34, 2.19, -1.50}},
                                           {{.04, -1.38, .88, .14, -1.46, -.29, .02, -.46, 1.77, -1.49},
                                            {-.11, -1.13, 1.09, .20, -1.07, -.67, .01, -.56, 1.45, -1.77},
                                            {-.15, -.96, .67, .11, -1.45, -.49, .21, -.49, 1.87, -2.16}}};

// Rows are levels of the one term.
inline Effects one_way_effects(const Table& table) {
  Effects effects;
  Term rows{"row", {}, 0};
  for (const auto& row : table) {
    for (const double value : row) {
      effects.values.push_back(value);
      rows.level.push_back(rows.levels);
    }
    ++rows.levels;
  }
  effects.terms = {rows};
  return effects;
}

// Rows and columns, one value each.
inline Effects two_way_effects(const Table& table) {
  auto effects = one_way_effects(table);
  Term columns{"column", {}, static_cast<std::uint32_t>(table.front().size())};
  for (std::size_t i = 0; i < effects.values.size(); ++i) {
    columns.level.push_back(static_cast<std::uint32_t>(i % table.front().size()));
  }
  effects.terms.push_back(columns);
  return effects;
}

// Parts, appraisers and, if wanted, what is particular to both.
inline Effects gauge_effects(bool with_interaction) {
  Effects effects;
  Term part{"part", {}, 10};
  Term appraiser{"appraiser", {}, 3};
  Term both{"part:appraiser", {}, 30};
  for (std::uint32_t a = 0; a < 3; ++a) {
    for (const auto& trial : k_gauge[a]) {
      for (std::uint32_t p = 0; p < 10; ++p) {
        effects.values.push_back(trial[p]);
        part.level.push_back(p);
        appraiser.level.push_back(a);
        both.level.push_back(10 * a + p);
      }
    }
  }
  effects.terms = {part, appraiser};
  if (with_interaction) {
    effects.terms.push_back(both);
  }
  return effects;
}

} // namespace reprovip::stats::test
