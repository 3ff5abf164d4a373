#include "harness/base/format.hpp"
#include "harness/report/facts.hpp"
#include "harness/report/html_bar.hpp"
#include "harness/report/html_parts.hpp"
#include "harness/report/text.hpp"

#include <algorithm>

namespace reprovip::report {

namespace {

constexpr std::size_t k_score_limit = 2000;

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
