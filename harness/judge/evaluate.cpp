#include "harness/judge/evaluate.hpp"

#include "harness/base/assert.hpp"
#include "harness/base/format.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::judge {

namespace {

using model::Expression;
using Items = std::vector<Item>;

bool is_comparison(const std::string& op) {
  return op == "<" || op == "<=" || op == ">" || op == ">=" || op == "==" || op == "!=";
}

template <typename Function>
Items each(const Items& items, Function function) {
  Items results;
  for (const auto& item : items) {
    results.push_back(function(item));
  }
  return results;
}

template <typename Function>
Items pairwise(const Items& a, const Items& b, Function function) {
  if (a.size() != b.size() && a.size() != 1 && b.size() != 1) {
    return {unknown_item(format("{} scores beside {}: put each in min() or max()", a.size(), b.size()))};
  }
  Items results;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    results.push_back(function(a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]));
  }
  return results;
}

// The reason of the first that has no number.
std::string why_no_number(const Item& a) {
  return a.is_truth ? "a yes or no stands where a number must" : a.reason;
}

Item arithmetic(const std::string& op, const Item& a, const Item& b) {
  if (!a.range || !b.range) {
    return unknown_item(why_no_number(a.range ? b : a));
  }
  const auto result = op == "+"   ? add(*a.range, *b.range)
                      : op == "-" ? subtract(*a.range, *b.range)
                      : op == "*" ? multiply(*a.range, *b.range)
                                  : divide(*a.range, *b.range);
  if (!result) {
    return unknown_item(op == "/" ? "the divisor may be 0" : "the result is not a finite number");
  }
  return number_item(*result);
}

std::string range_text(const Range& range) {
  return range.low == range.high ? format("{:.4g}", range.estimate)
                                 : format("[{:.4g}, {:.4g}]", range.low, range.high);
}

Item comparison(const std::string& op, const Item& a, const Item& b) {
  if (a.is_truth && b.is_truth && (op == "==" || op == "!=")) {
    if (a.truth == Truth::unknown || b.truth == Truth::unknown) {
      return truth_item(Truth::unknown, a.truth == Truth::unknown ? a.reason : b.reason);
    }
    return truth_item((a.truth == b.truth) == (op == "==") ? Truth::yes : Truth::no);
  }
  if (!a.range || !b.range) {
    return truth_item(Truth::unknown, why_no_number(a.range ? b : a));
  }
  const Truth truth = compare(*a.range, op, *b.range);
  const bool wide_left = a.range->low != a.range->high;
  return truth_item(truth, truth != Truth::unknown ? ""
                                                   : format("{} lies on both sides of {}",
                                                            range_text(wide_left ? *a.range : *b.range),
                                                            range_text(wide_left ? *b.range : *a.range)));
}

Item as_truth(const Item& item) {
  if (item.is_truth) {
    return item;
  }
  return truth_item(Truth::unknown, item.range ? "a number stands where a yes or no must" : item.reason);
}

Item combine(const std::string& op, const Item& left, const Item& right) {
  const Item a = as_truth(left);
  const Item b = as_truth(right);
  const Truth truth = op == "and" ? both(a.truth, b.truth) : either(a.truth, b.truth);
  return truth_item(truth, truth == Truth::unknown ? (a.truth == Truth::unknown ? a.reason : b.reason) : "");
}

Item unary(const std::string& op, const Item& item) {
  if (op == "not") {
    const Item truth = as_truth(item);
    return truth_item(opposite(truth.truth), truth.reason);
  }
  return item.range ? number_item(negate(*item.range)) : unknown_item(why_no_number(item));
}

Item bound(const std::string& function, const std::string& argument, const Range& range) {
  if (range.spread == Spread::untold) {
    return unknown_item(format("{} has no interval", argument));
  }
  const double value = function == "lower"   ? range.low
                       : function == "upper" ? range.high
                                             : range.high - range.low;
  return std::isfinite(value) ? number_item(exactly(value))
                              : unknown_item(format("the interval of {} has no end", argument));
}

Item of_one(const std::string& function, const std::string& argument, const Item& item) {
  if (!item.range) {
    return unknown_item(why_no_number(item));
  }
  if (function == "estimate") {
    return number_item(exactly(item.range->estimate));
  }
  return function == "abs" ? number_item(absolute(*item.range)) : bound(function, argument, *item.range);
}

Item extreme(const std::string& function, const Items& items) {
  std::optional<Range> best;
  for (const auto& item : items) {
    if (!item.range) {
      return unknown_item(why_no_number(item));
    }
    best = !best ? *item.range : function == "min" ? smaller(*best, *item.range) : larger(*best, *item.range);
  }
  return best ? number_item(*best) : unknown_item(format("{}() of nothing", function));
}

Items call(const Expression& expression, const Names& names) {
  const auto& function = expression.word;
  if (function == "min" || function == "max") {
    Items all;
    for (const auto& operand : expression.operands) {
      const auto items = evaluate(operand, names);
      all.insert(all.end(), items.begin(), items.end());
    }
    return {extreme(function, all)};
  }
  REPROVIP_ASSERT(!expression.operands.empty());
  const auto& argument = expression.operands.front();
  return each(evaluate(argument, names),
              [&](const Item& item) { return of_one(function, to_text(argument), item); });
}

Items binary(const Expression& expression, const Names& names) {
  const auto& op = expression.word;
  const auto a = evaluate(expression.operands[0], names);
  const auto b = evaluate(expression.operands[1], names);
  return pairwise(a, b, [&](const Item& x, const Item& y) {
    if (op == "and" || op == "or") {
      return combine(op, x, y);
    }
    return is_comparison(op) ? comparison(op, x, y) : arithmetic(op, x, y);
  });
}

std::optional<Margin> comparison_margin(const Expression& expression, const Names& names) {
  const auto a = evaluate(expression.operands[0], names);
  const auto b = evaluate(expression.operands[1], names);
  if (a.size() != 1 || b.size() != 1 || !a[0].range || !b[0].range) {
    return std::nullopt;
  }
  const double value = a[0].range->estimate;
  const double threshold = b[0].range->estimate;
  const char first = expression.word.front();
  const double slack = first == '<'   ? threshold - value
                       : first == '>' ? value - threshold
                       : first == '=' ? -std::abs(value - threshold)
                                      : std::abs(value - threshold);
  return Margin{slack, value, threshold};
}

} // namespace

Item number_item(const Range& range) {
  return {false, range, Truth::unknown, {}};
}

Item truth_item(Truth truth, std::string reason) {
  return {true, std::nullopt, truth, std::move(reason)};
}

Item unknown_item(std::string reason) {
  return {false, std::nullopt, Truth::unknown, std::move(reason)};
}

std::vector<Item> evaluate(const Expression& expression, const Names& names) {
  switch (expression.kind) {
  case Expression::Kind::number:
    return {number_item(exactly(expression.number))};
  case Expression::Kind::boolean:
    return {truth_item(expression.boolean ? Truth::yes : Truth::no)};
  case Expression::Kind::name:
    return names(expression.word);
  case Expression::Kind::call:
    return call(expression, names);
  case Expression::Kind::unary:
    return each(evaluate(expression.operands[0], names),
                [&](const Item& item) { return unary(expression.word, item); });
  case Expression::Kind::binary:
    return binary(expression, names);
  }
  return {unknown_item("an expression of no kind")};
}

Item holds(const Expression& expression, const Names& names) {
  Item result = truth_item(Truth::yes);
  for (const auto& item : evaluate(expression, names)) {
    result = combine("and", result, item);
  }
  return result;
}

std::optional<Margin> margin(const Expression& expression, const Names& names) {
  const bool is_binary = expression.kind == Expression::Kind::binary;
  if (is_binary && is_comparison(expression.word)) {
    return comparison_margin(expression, names);
  }
  if (is_binary && (expression.word == "and" || expression.word == "or")) {
    const auto a = margin(expression.operands[0], names);
    const auto b = margin(expression.operands[1], names);
    if (!a || !b) {
      return a ? a : b;
    }
    return (a->slack <= b->slack) == (expression.word == "and") ? a : b;
  }
  if (expression.kind == Expression::Kind::unary && expression.word == "not") {
    auto inner = margin(expression.operands[0], names);
    if (inner) {
      inner->slack = -inner->slack;
    }
    return inner;
  }
  return std::nullopt;
}

} // namespace reprovip::judge
