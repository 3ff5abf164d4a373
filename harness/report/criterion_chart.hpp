#pragma once

#include "harness/model/study.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reprovip::report {

// What a picture of one criterion shows, in words and numbers: pure, whoever draws it.
struct ChartRow {
  std::string label;  // "amplitudes.Amplitude[NAA] {engine=docker}"
  std::string number; // "0.4 [0.2, 0.7]", or why there is none
  model::Status status = model::Status::inconclusive;
  std::optional<double> estimate;
  std::optional<model::Interval> interval;
};
struct ChartLimit {
  std::string op; // "<=", as the requirement says it
  double value = 0;
};
struct Chart {
  std::string title;          // "retest fails: nu <= 0.10"
  std::string about;          // what the rows, bars and lines are
  std::string axis;           // "nu (mm)"
  std::vector<ChartRow> rows; // worst first
  std::vector<ChartLimit> limits;
  std::string rest; // "12 more checks: 3 fail, 9 pass", or ""
};

// Failing checks come first, each furthest from its limit before; at most `k_chart_rows`. Texts are clean.
constexpr std::size_t k_chart_rows = 20;
Chart criterion_chart(const model::Study& study, const model::Verdict& verdict);
// The same in lines, for who cannot see the picture: at most `lines` rows.
std::string chart_text(const Chart& chart, std::size_t lines);

} // namespace reprovip::report
