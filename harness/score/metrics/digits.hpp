#pragma once

#include "harness/score/metric.hpp"
#include "harness/stats/significance.hpp"

#include <optional>
#include <string>

namespace reprovip::score {

// Significant digits of one target.

enum class DigitsMethod { automatic, cnh, general, partial, parker };

struct DigitsConfig {
  DigitsMethod method = DigitsMethod::automatic;
  stats::BitsQuestion question;
  bool to_truth = false; // the reference is each target's truth
};

struct TargetDigits {
  std::string name;
  std::size_t executions = 0;
  double bits = 0;                 // of the method, never more than the mantissa has
  double cap = 0;                  // digits that the output can show: printed, or of the mantissa
  bool exact = false;              // all values are the same number, and that of the reference
  std::optional<stats::Bits> all;  // absent when exact (but as significantdigits)
  std::optional<double> normality; // p of Shapiro and Wilk's test, when it was asked for
  std::string why;                 // which method was taken, and why, when it was `automatic`

  double digits() const;
  // The method finds more digits than the output shows: what is behind them is not known.
  bool below_resolution() const;
};

double digits_of_bits(double bits);

// `automatic` is CNH for 10 executions or more whose errors are centred and pass for normal (Shapiro-Wilk
// p >= 0.1), else general. An error says why there are no digits.
Result<TargetDigits> digits_of(const Target& target, const DigitsConfig& config);

} // namespace reprovip::score
