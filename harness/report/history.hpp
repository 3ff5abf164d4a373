#pragma once

#include "harness/model/history.hpp"

#include <string>
#include <vector>

// History as bytes: the same history gives the same bytes.
namespace reprovip::report {

// A table a line, newest study last, changes marked; at most `rows` last studies of each.
std::string history_text(const model::History& history, int width, std::size_t rows = 30);
// One row per line and study.
std::string history_csv(const model::History& history);
std::string history_json(const model::History& history);
// One drawing, a panel per line (the first 24): values with their bars, thresholds dashed, changes marked.
// Lines and text take `currentColor`, so that it is legible on light and dark when it stands in a page; as a
// file of its own it follows the reader's preference.
std::string history_svg(const model::History& history);

// "mrs --profile smoke, quantify, amplitudes.Amplitude[NAA] {engine=docker}"
std::string line_name(const model::HistoryLine& line);
// "change at 1.4.0 (mrs-12ab34cd): median 0.031 → 0.052, p = 0.001"
std::string change_text(const model::History& history, const model::HistoryLine& line,
                        const model::HistoryChange& change);
// "2026-03-01 12:00", UTC; "-" of a study that never ran.
std::string minute_text(std::int64_t utc_ms);

} // namespace reprovip::report
