#pragma once

#include "harness/report/criterion_chart.hpp"

#include <string>
#include <vector>

namespace reprovip::report {

// The part of the number line that a chart shows, and where its ticks stand.
struct ChartScale {
  double low = 0;
  double high = 1;
  std::vector<double> ticks;
};
// Every estimate and limit, and of the intervals at most three times their extent beyond: one endless
// interval must not press all others into a point. None when nothing is finite.
std::optional<ChartScale> chart_scale(const Chart& chart);

} // namespace reprovip::report
