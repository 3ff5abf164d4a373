#pragma once

#include "harness/history/union.hpp"
#include "harness/model/history.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::history {

// One number (or word) of one study, before lines are made of them.
struct Item {
  std::uint32_t study = 0; // of the union
  std::int64_t place = 0;  // among those of the study
  std::string value;
  std::string group;
  std::string unit;
  std::string kind; // of the metric
  model::HistoryPoint point;
};

// Of every study that `wanted` says, in their order.
Result<std::vector<Item>> metric_items(Union& all, const std::vector<bool>& wanted,
                                       const std::string& metric);
Result<std::vector<Item>> verdict_items(Union& all, const std::vector<bool>& wanted);
Result<std::vector<Item>> wall_items(Union& all, const std::vector<bool>& wanted);
Result<std::vector<Item>> memory_items(Union& all, const std::vector<bool>& wanted);
Result<std::vector<Item>> failure_items(Union& all, const std::vector<bool>& wanted);

// Items → lines, in order of first appearance, lines of one protocol and application together.
std::vector<model::HistoryLine> make_lines(const Union& all, const std::vector<Item>& items);
// Requirements "name <= number" on the metric that the last study of each line checked for its value.
Result<void> add_thresholds(Union& all, const std::string& metric, std::vector<model::HistoryLine>& lines);
// Marks the changes of every line.
void mark_changes(model::HistoryLine& line, double alpha);

} // namespace reprovip::history
