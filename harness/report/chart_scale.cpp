#include "harness/report/chart_scale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace reprovip::report {

namespace {

constexpr double k_reach = 3;
constexpr double k_margin = 0.05;
constexpr double k_ticks = 5;

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    if (std::isfinite(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  double size() const { return high - low; }
};

// 1, 2 or 5 times a power of ten: about five of them.
double step_of(double size) {
  const double raw = size / k_ticks;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power) {
      return factor * power;
    }
  }
  return 10 * power;
}

std::vector<double> ticks_of(double low, double high) {
  std::vector<double> ticks;
  const double step = step_of(high - low);
  if (!(step > 0) || !std::isfinite(step)) {
    return {low, high};
  }
  for (double i = std::ceil(low / step); i * step <= high && ticks.size() < 20; ++i) {
    ticks.push_back(i == 0 ? 0 : i * step);
  }
  return ticks;
}

} // namespace

std::optional<ChartScale> chart_scale(const Chart& chart) {
  Extent core;
  for (const auto& limit : chart.limits) {
    core.add(limit.value);
  }
  for (const auto& row : chart.rows) {
    core.add(row.estimate.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  if (!(core.size() >= 0) || !std::isfinite(core.size())) {
    return std::nullopt;
  }
  Extent whole = core;
  const double reach = k_reach * (core.size() > 0 ? core.size() : std::max(std::abs(core.low), 1e-300));
  for (const auto& row : chart.rows) {
    if (row.interval) {
      whole.add(std::max(row.interval->low, core.low - reach));
      whole.add(std::min(row.interval->high, core.high + reach));
    }
  }
  const double pad =
      whole.size() > 0 ? whole.size() * k_margin : std::max(std::abs(whole.low) * k_margin, 1e-300);
  ChartScale scale{whole.low - pad, whole.high + pad, {}};
  if (!(scale.high > scale.low) || !std::isfinite(scale.high - scale.low)) {
    return std::nullopt;
  }
  scale.ticks = ticks_of(scale.low, scale.high);
  return scale;
}

} // namespace reprovip::report
