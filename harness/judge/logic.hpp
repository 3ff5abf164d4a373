#pragma once

#include <optional>
#include <string>

namespace reprovip::judge {

// Kleene's strong logic of three values, in the order no < unknown < yes: `both` is the smaller, `either` the
// larger.
enum class Truth { no, unknown, yes };

Truth both(Truth a, Truth b);
Truth either(Truth a, Truth b);
Truth opposite(Truth a);

// What is known of how far a number may be off: nothing to be off (a constant), an interval, or not told.
enum class Spread { exact, interval, untold };

// A closed interval of reals with the estimate in it. `low == high` unless the spread is an interval.
struct Range {
  double estimate = 0;
  double low = 0;
  double high = 0;
  Spread spread = Spread::exact;
};

Range exactly(double value);

// Interval arithmetic (Moore 1966): every combination of values of the operands lies within the result.
// Nothing when the result is not a number or the estimate is not finite (division by a range that holds 0).
std::optional<Range> add(const Range& a, const Range& b);
std::optional<Range> subtract(const Range& a, const Range& b);
std::optional<Range> multiply(const Range& a, const Range& b);
std::optional<Range> divide(const Range& a, const Range& b);
Range negate(const Range& a);
Range absolute(const Range& a);
Range smaller(const Range& a, const Range& b);
Range larger(const Range& a, const Range& b);

// `a op b` for op in < <= > >= == !=: yes when it holds for all values of both, no when for none, else
// unknown.
Truth compare(const Range& a, const std::string& op, const Range& b);

} // namespace reprovip::judge
