#pragma once

#include "harness/judge/logic.hpp"
#include "harness/model/expression.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reprovip::judge {

// A number or a truth; an absent number and an unknown truth have a reason.
struct Item {
  bool is_truth = false;
  std::optional<Range> range;
  Truth truth = Truth::unknown;
  std::string reason;
};
Item number_item(const Range& range);
Item truth_item(Truth truth, std::string reason = {});
Item unknown_item(std::string reason);

// The items that a name stands for: one, or one per score of a metric in a stopping rule.
using Names = std::function<std::vector<Item>(const std::string& name)>;

// Element by element; a single item goes with each of many; `min` and `max` of one argument go over its
// items.
std::vector<Item> evaluate(const model::Expression& expression, const Names& names);

// `evaluate` as one truth: all of its items must hold.
Item holds(const model::Expression& expression, const Names& names);

// How far a requirement is from its edge: the comparison that decides, by estimates. Positive slack:
// satisfied.
struct Margin {
  double slack = 0;
  double value = 0;
  double threshold = 0;
};
std::optional<Margin> margin(const model::Expression& expression, const Names& names);

} // namespace reprovip::judge
