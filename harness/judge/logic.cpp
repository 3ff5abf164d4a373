#include "harness/judge/logic.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::judge {

namespace {

Spread spread_of(const Range& a, const Range& b) {
  if (a.spread == Spread::untold || b.spread == Spread::untold) {
    return Spread::untold;
  }
  return a.spread == Spread::interval || b.spread == Spread::interval ? Spread::interval : Spread::exact;
}

std::optional<Range> checked(Range range) {
  if (!std::isfinite(range.estimate) || std::isnan(range.low) || std::isnan(range.high)) {
    return std::nullopt;
  }
  return range;
}

Truth less(const Range& a, const Range& b) {
  if (a.high < b.low) {
    return Truth::yes;
  }
  return a.low >= b.high ? Truth::no : Truth::unknown;
}

Truth equal(const Range& a, const Range& b) {
  if (a.high < b.low || b.high < a.low) {
    return Truth::no;
  }
  return a.low == a.high && b.low == b.high ? Truth::yes : Truth::unknown;
}

} // namespace

Truth both(Truth a, Truth b) {
  return std::min(a, b);
}

Truth either(Truth a, Truth b) {
  return std::max(a, b);
}

Truth opposite(Truth a) {
  if (a == Truth::unknown) {
    return a;
  }
  return a == Truth::yes ? Truth::no : Truth::yes;
}

Range exactly(double value) {
  return {value, value, value, Spread::exact};
}

std::optional<Range> add(const Range& a, const Range& b) {
  return checked({a.estimate + b.estimate, a.low + b.low, a.high + b.high, spread_of(a, b)});
}

std::optional<Range> subtract(const Range& a, const Range& b) {
  return checked({a.estimate - b.estimate, a.low - b.high, a.high - b.low, spread_of(a, b)});
}

std::optional<Range> multiply(const Range& a, const Range& b) {
  const double corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
  for (const double corner : corners) {
    if (std::isnan(corner)) {
      return std::nullopt;
    }
  }
  const auto [low, high] = std::minmax_element(std::begin(corners), std::end(corners));
  return checked({a.estimate * b.estimate, *low, *high, spread_of(a, b)});
}

std::optional<Range> divide(const Range& a, const Range& b) {
  if (b.estimate == 0 || (b.low <= 0 && b.high >= 0)) {
    return std::nullopt;
  }
  return multiply(a, {1 / b.estimate, 1 / b.high, 1 / b.low, b.spread});
}

Range negate(const Range& a) {
  return {-a.estimate, -a.high, -a.low, a.spread};
}

Range absolute(const Range& a) {
  const double estimate = std::abs(a.estimate);
  if (a.low >= 0 || a.high <= 0) {
    return {estimate, std::min(std::abs(a.low), std::abs(a.high)),
            std::max(std::abs(a.low), std::abs(a.high)), a.spread};
  }
  return {estimate, 0, std::max(-a.low, a.high), a.spread};
}

Range smaller(const Range& a, const Range& b) {
  return {std::min(a.estimate, b.estimate), std::min(a.low, b.low), std::min(a.high, b.high),
          spread_of(a, b)};
}

Range larger(const Range& a, const Range& b) {
  return {std::max(a.estimate, b.estimate), std::max(a.low, b.low), std::max(a.high, b.high),
          spread_of(a, b)};
}

Truth compare(const Range& a, const std::string& op, const Range& b) {
  if (op == "<") {
    return less(a, b);
  }
  if (op == ">") {
    return less(b, a);
  }
  if (op == "<=") {
    return opposite(less(b, a));
  }
  if (op == ">=") {
    return opposite(less(a, b));
  }
  return op == "==" ? equal(a, b) : opposite(equal(a, b));
}

} // namespace reprovip::judge
