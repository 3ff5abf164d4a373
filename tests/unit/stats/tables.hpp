#pragma once

#include <vector>

// Published tables, rows are targets.
namespace reprovip::stats::test {

// Shrout & Fleiss 1979, table 2.
inline const std::vector<std::vector<double>> k_shrout_fleiss = {{9, 2, 5, 8}, {6, 1, 3, 2},  {8, 4, 6, 8},
                                                                 {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}};
// Eight wines and four judges.
inline const std::vector<std::vector<double>> k_wines = {{1, 2, 0, 1}, {1, 3, 3, 2}, {3, 8, 1, 4},
                                                         {6, 4, 3, 3}, {6, 5, 5, 6}, {7, 5, 6, 2},
                                                         {8, 7, 7, 9}, {9, 9, 9, 8}};

// Twenty subjects and three raters: R's irr, `anxiety`.
inline const std::vector<std::vector<double>> k_anxiety = {
    {3, 3, 2}, {3, 6, 1}, {3, 4, 4}, {4, 6, 4}, {5, 2, 3}, {5, 4, 2}, {2, 2, 1},
    {3, 4, 6}, {5, 3, 1}, {2, 3, 1}, {2, 2, 1}, {6, 3, 2}, {1, 3, 3}, {5, 3, 3},
    {2, 2, 1}, {2, 2, 1}, {1, 1, 3}, {2, 3, 3}, {4, 3, 2}, {3, 4, 2}};

// Peak expiratory flow, Bland & Altman 1986: two readings with each of two meters.
inline std::vector<std::vector<double>> peak_flow(bool mini) {
  const std::vector<double> w1 = {494, 395, 516, 434, 476, 557, 413, 442, 650,
                                  433, 417, 656, 267, 478, 178, 423, 427};
  const std::vector<double> w2 = {490, 397, 512, 401, 470, 611, 415, 431, 638,
                                  429, 420, 633, 275, 492, 165, 372, 421};
  const std::vector<double> m1 = {512, 430, 520, 428, 500, 600, 364, 380, 658,
                                  445, 432, 626, 260, 477, 259, 350, 451};
  const std::vector<double> m2 = {525, 415, 508, 444, 500, 625, 460, 390, 642,
                                  432, 420, 605, 227, 467, 268, 370, 443};
  std::vector<std::vector<double>> table;
  for (std::size_t i = 0; i < w1.size(); ++i) {
    table.push_back({mini ? m1[i] : w1[i], mini ? m2[i] : w2[i]});
  }
  return table;
}

} // namespace reprovip::stats::test
