#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/history.hpp"
#include "harness/report/text.hpp"
#include "harness/sys/clock.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reprovip::report {

namespace {

// What happened to the numbers at a glance; a gap where there is none.
std::string sparkline(const model::HistoryLine& line) {
  constexpr std::array<const char*, 8> k_bars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::optional<double> low;
  std::optional<double> high;
  for (const auto& point : line.points) {
    if (point.estimate) {
      low = std::min(low.value_or(*point.estimate), *point.estimate);
      high = std::max(high.value_or(*point.estimate), *point.estimate);
    }
  }
  std::string text;
  for (const auto& point : line.points) {
    if (!point.estimate) {
      text += " ";
      continue;
    }
    const double range = *high / 8 - *low / 8;
    const double share = range > 0 ? (*point.estimate / 8 - *low / 8) / range : 0.5;
    text += k_bars[static_cast<std::size_t>(std::clamp(std::floor(share * 8), 0.0, 7.0))];
  }
  return text;
}

std::string point_text(const model::HistoryPoint& point) {
  if (!point.estimate) {
    return point.text.empty() ? "absent" : clean(point.text);
  }
  auto text = number_text(point.estimate);
  if (point.low && point.high) {
    text += format(" [{:.4g}, {:.4g}]", *point.low, *point.high);
  }
  return text;
}

std::string status_text(const model::HistoryStudy& study) {
  return study.status ? std::string(to_string(*study.status)) : "not judged";
}

std::string row_text(const model::History& history, const model::HistoryLine& line, std::size_t i) {
  const auto& point = line.points[i];
  const auto& study = history.studies[point.study];
  const bool changed = std::ranges::find(line.changes, i, &model::HistoryChange::point) != line.changes.end();
  return format("  {} {}  {}  {}  {}  {}", changed ? "▶" : " ", minute_text(study.last_ms),
                pad(fit(clean(study.version), 12), 12), pad(fit(point_text(point), 30), 30),
                pad(status_text(study), 12), clean(study.study));
}

std::string heading(const model::HistoryLine& line) {
  auto text = line_name(line);
  if (!line.unit.empty()) {
    text += format(" ({})", clean(line.unit));
  }
  for (const auto& threshold : line.thresholds) {
    text += format(", {} requires {} {:.4g}", clean(threshold.criterion), threshold.op, threshold.value);
  }
  return text;
}

} // namespace

std::string minute_text(std::int64_t utc_ms) {
  if (utc_ms <= 0) {
    return "-               ";
  }
  auto text = sys::iso8601(utc_ms).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string line_name(const model::HistoryLine& line) {
  std::vector<std::string> parts = {clean(line.protocol), clean(line.application)};
  if (!line.value.empty()) {
    parts.push_back(clean(line.value));
  }
  return joined(parts) + (line.group.empty() ? "" : format(" {{{}}}", clean(line.group)));
}

std::string change_text(const model::History& history, const model::HistoryLine& line,
                        const model::HistoryChange& change) {
  const auto& point = line.points[change.point];
  const auto& study = history.studies[point.study];
  const auto where = format("change at {} ({})", clean(study.version), clean(study.study));
  if (!change.p) {
    return format("{}: {} → {}", where, clean(line.points[change.point - 1].text), clean(point.text));
  }
  return format("{}: median {} → {}, p = {:.3g}", where, number_text(change.before),
                number_text(change.after), *change.p);
}

std::string history_text(const model::History& history, int width, std::size_t rows) {
  auto text = format("{}: {}; times in UTC\n", clean(history.metric), history.doc);
  const auto add = [&](const std::string& line) {
    text += fit(line, static_cast<std::size_t>(std::max(width, 40))) + "\n";
  };
  for (const auto& line : history.lines) {
    text += "\n";
    for (const auto& part : wrap(heading(line), static_cast<std::size_t>(std::max(width, 40)))) {
      text += part + "\n";
    }
    const auto first = line.points.size() > rows ? line.points.size() - rows : 0;
    if (first > 0) {
      add(format("    … {} before", counted(first, "study")));
    }
    for (auto i = first; i < line.points.size(); ++i) {
      add(row_text(history, line, i));
    }
    const bool numbers =
        std::ranges::any_of(line.points, [](const auto& one) { return one.estimate.has_value(); });
    if (numbers && line.points.size() > 1) {
      add("    " + sparkline(line));
    }
    for (const auto& change : line.changes) {
      add("  ▶ " + change_text(history, line, change));
    }
    if (!line.note.empty()) {
      add("    " + line.note);
    }
  }
  if (history.lines.empty()) {
    text += "no study has such a value\n";
  }
  return text;
}

} // namespace reprovip::report
