#pragma once

#include "harness/report/criterion_chart.hpp"

#include <string>

namespace reprovip::report {

// The chart as a PNG on white, 960 pixels wide: a row per check, its estimate and interval against the
// limits. Status is told by colour (safe for colour-blind readers), by the mark's shape and by a word. The
// letters are a font that the program carries: the same chart gives the same bytes, whatever fonts there are.
// "" when there is no memory for it.
std::string chart_png(const Chart& chart);

} // namespace reprovip::report
