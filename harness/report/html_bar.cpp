#include "harness/report/html_bar.hpp"

#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::report {

namespace {

constexpr double k_bar_width = 170;
constexpr double k_bar_margin = 6;

// The side of the threshold that the requirement allows.
std::string allowed(const Scale& scale, const Threshold& threshold) {
  const double at = scale.x(threshold.value);
  if (threshold.op.starts_with('<')) {
    return format("<rect class=\"allowed\" x=\"0\" y=\"2\" width=\"{:.1f}\" height=\"14\"/>", at);
  }
  if (threshold.op.starts_with('>')) {
    return format("<rect class=\"allowed\" x=\"{:.1f}\" y=\"2\" width=\"{:.1f}\" height=\"14\"/>", at,
                  k_bar_width - at);
  }
  return {};
}

std::string vertical(const Scale& scale, double value) {
  return format("<line class=\"threshold\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"1\" y2=\"17\"/>",
                scale.x(value));
}

std::string title_of(const model::Score& score, const std::vector<Threshold>& thresholds) {
  auto text = number_text(score.estimate);
  if (score.interval) {
    text += format(" [{:.4g}, {:.4g}]", score.interval->low, score.interval->high);
  }
  for (const auto& threshold : thresholds) {
    text += format(", {} requires {} {:.4g}", threshold.criterion, threshold.op, threshold.value);
  }
  return text;
}

} // namespace

void Scale::include(double value) {
  if (!std::isfinite(value)) {
    return;
  }
  m_low = m_empty ? value : std::min(m_low, value);
  m_high = m_empty ? value : std::max(m_high, value);
  m_empty = false;
}

double Scale::x(double value) const {
  const double span = m_high > m_low ? m_high - m_low : 1;
  const double part = m_high > m_low ? std::clamp((value - m_low) / span, 0.0, 1.0) : 0.5;
  return k_bar_margin + part * (k_bar_width - 2 * k_bar_margin);
}

std::map<std::string, Scale> scales_of(const model::Study& study) {
  std::map<std::string, Scale> scales;
  for (const auto& score : study.scores.scores) {
    auto& scale = scales[score.metric];
    if (score.estimate) {
      scale.include(*score.estimate);
    }
    if (score.interval) {
      scale.include(score.interval->low);
      scale.include(score.interval->high);
    }
    for (const auto& threshold : thresholds_of(study.plan.resolved.protocol, score)) {
      scale.include(threshold.value);
    }
  }
  return scales;
}

std::string bar(const model::Study& study, const model::Score& score, const Scale& scale) {
  if (!score.estimate || !std::isfinite(*score.estimate)) {
    return {};
  }
  const auto thresholds = thresholds_of(study.plan.resolved.protocol, score);
  std::string shapes;
  if (thresholds.size() == 1) {
    shapes += allowed(scale, thresholds.front());
  }
  shapes += format("<line class=\"axis\" x1=\"0\" x2=\"{}\" y1=\"9\" y2=\"9\"/>", k_bar_width);
  for (const auto& threshold : thresholds) {
    shapes += vertical(scale, threshold.value);
  }
  if (score.interval && !std::isnan(score.interval->low) && !std::isnan(score.interval->high)) {
    shapes += format("<line class=\"interval\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"9\" y2=\"9\"/>",
                     scale.x(score.interval->low), scale.x(score.interval->high));
  }
  shapes += format("<circle class=\"estimate\" cx=\"{:.1f}\" cy=\"9\" r=\"3.5\"/>", scale.x(*score.estimate));
  return format("<svg class=\"bar\" viewBox=\"0 0 {} 18\" role=\"img\"><title>{}</title>{}</svg>",
                k_bar_width, brief_html(title_of(score, thresholds), 300), shapes);
}

} // namespace reprovip::report
