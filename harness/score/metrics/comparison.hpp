#pragma once

#include "harness/score/data.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reprovip::score {

struct Tolerance {
  double absolute = 0;
  double relative = 0;
};

// Running comparison of two lists of numbers, pair by pair.
class Comparison {
public:
  explicit Comparison(Tolerance tolerance) : m_tolerance(tolerance) {}

  // `single`: both were stored as float32, and ULPs are of that type.
  void add(double a, double b, bool single);
  // A value that only one side has, or texts that differ.
  void add_unmatched() { ++m_values, ++m_unmatched; }
  // Texts that are the same.
  void add_equal() { ++m_values; }

  std::uint64_t values() const { return m_values; }
  std::uint64_t different() const { return m_different + m_unmatched; }
  // NaN or infinite on one side, or not matched: no distance can be given.
  std::uint64_t unmatched() const { return m_unmatched; }
  // Those of them that are NaN or infinite.
  std::uint64_t not_finite() const { return m_not_finite; }
  double max_abs() const { return m_max_abs; }
  double max_rel() const { return m_max_rel; }
  double max_ulp() const { return static_cast<double>(m_max_ulp); }
  // |a - b| <= max(absolute, relative max(|a|, |b|)) for every pair.
  bool within_tolerance() const { return m_unmatched == 0 && m_outside == 0; }

private:
  Tolerance m_tolerance;
  std::uint64_t m_values = 0;
  std::uint64_t m_different = 0;
  std::uint64_t m_unmatched = 0;
  std::uint64_t m_not_finite = 0;
  std::uint64_t m_outside = 0;
  std::uint64_t m_max_ulp = 0;
  double m_max_abs = 0;
  double m_max_rel = 0;
};

} // namespace reprovip::score
