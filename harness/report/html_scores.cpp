#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace reprovip::report {

namespace {

constexpr std::size_t k_score_limit = 2000;
constexpr double k_bar_width = 170;
constexpr double k_bar_margin = 6;

// The scale that the bars of one metric share.
struct Scale {
  double low = 0;
  double high = 0;
  bool empty = true;

  void include(double value) {
    if (!std::isfinite(value)) {
      return;
    }
    low = empty ? value : std::min(low, value);
    high = empty ? value : std::max(high, value);
    empty = false;
  }
  // An interval without end is drawn to the edge.
  double x(double value) const {
    const double span = high > low ? high - low : 1;
    const double part = high > low ? std::clamp((value - low) / span, 0.0, 1.0) : 0.5;
    return k_bar_margin + part * (k_bar_width - 2 * k_bar_margin);
  }
};

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

std::string numbers(const model::Score& score) {
  if (!score.estimate) {
    return score.identical ? "identical" : "absent: " + score.reason;
  }
  auto text = number_text(score.estimate);
  if (score.interval) {
    text += format(" [{:.4g}, {:.4g}]", score.interval->low, score.interval->high);
  }
  return score.unit.empty() ? text : text + " " + score.unit;
}

std::string remarks(const model::Score& score) {
  std::vector<std::string> parts;
  if (!score.label.empty()) {
    parts.push_back(score.label);
  }
  if (score.decision) {
    parts.emplace_back(*score.decision ? "decides yes" : "decides no");
  }
  if (score.missing > 0) {
    parts.push_back(counted(score.missing, "execution") + " missing");
  }
  if (score.estimate && !score.reason.empty()) {
    parts.push_back(score.reason);
  }
  parts.insert(parts.end(), score.notes.begin(), score.notes.end());
  return joined(parts, "; ");
}

std::string fields_html(const model::Score& score) {
  if (score.fields.empty()) {
    return {};
  }
  std::vector<std::string> texts;
  for (const auto& [name, value] : score.fields) {
    texts.push_back(format("{} = {:.4g}", name, value));
  }
  return format("<details><summary>{}</summary>{}</details>", counted(texts.size(), "field"),
                brief_html(joined(texts)));
}

// Written by the metric, beside the study's other files.
std::string files_html(const model::Score& score) {
  if (score.files.empty()) {
    return {};
  }
  return format("<details><summary>{}</summary>{}</details>", counted(score.files.size(), "file"),
                brief_html(joined(score.files)));
}

std::string score_row(const model::Study& study, const model::Score& score, const Scale& scale) {
  const auto kind = score.kind == score.metric ? "" : format(" ({})", score.kind);
  return format("<tr>{}{}{}{}<td>{}</td>{}{}<td>{}{}{}</td></tr>\n", td(score.metric + kind),
                td(value_name(score)), td(score.group), td(numbers(score)), bar(study, score, scale),
                td(format("{} × {}", score.subjects, score.repetitions), "once"), td(to_string(score.scope)),
                brief_html(remarks(score)), fields_html(score), files_html(score));
}

} // namespace

std::string html_scores(const model::Study& study) {
  const auto& scores = study.scores.scores;
  if (scores.empty()) {
    return section("scores", "Scores", "<p>No metric gave a score.</p>\n");
  }
  const auto scales = scales_of(study);
  const auto count = std::min(scores.size(), k_score_limit);
  std::string rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows += score_row(study, scores[i], scales.at(scores[i].metric));
  }
  const auto table =
      format("<div class=\"scroll\"><table><caption>Estimates with their intervals. Bars of one metric share "
             "a scale; the dashed line "
             "is what a criterion requires, the shaded side what it "
             "allows.</caption>{}<tbody>\n{}</tbody></table></div>\n",
             header_row({"metric", "value", "group", "estimate [interval]", "beside the threshold", "N × K",
                         "scope", "remarks"}),
             rows);
  return section("scores", "Scores", table + rest_note(scores.size(), count, "scores"));
}

} // namespace reprovip::report
