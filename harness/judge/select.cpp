#include "harness/judge/select.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/base/wildcard.hpp"

#include <algorithm>

namespace reprovip::judge {

namespace {

bool row_matches(const model::CriterionSpec& criterion, const std::string& row) {
  return criterion.rows.empty() || std::ranges::any_of(criterion.rows, [&](const std::string& pattern) {
           return wildcard_match(pattern, row);
         });
}

std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : ", ") + format("\"{}\"", word);
  }
  return text;
}

Selection select_metric(const model::CriterionSpec& criterion, const model::Scores& scores) {
  Selection selection;
  std::vector<std::string> rows;
  for (const auto& score : scores.scores) {
    if (score.metric != criterion.metric) {
      continue;
    }
    if (row_matches(criterion, score.row)) {
      selection.scores.push_back(score);
    } else if (std::ranges::find(rows, score.row) == rows.end()) {
      rows.push_back(score.row);
    }
  }
  if (!selection.scores.empty()) {
    return selection;
  }
  if (rows.empty()) {
    selection.reason =
        format("metric \"{}\" gave no score: see the warnings of the scores", criterion.metric);
  } else {
    const auto advice = suggestion(criterion.rows.front(), rows);
    selection.reason = format("rows {} match no row of metric \"{}\"{}", quoted(criterion.rows),
                              criterion.metric, advice.empty() ? "" : "; " + advice);
  }
  return selection;
}

} // namespace

Selection select(const model::CriterionSpec& criterion, const model::Plan& plan, const Records& records,
                 const model::Scores& scores) {
  if (!criterion.metric.empty()) {
    return select_metric(criterion, scores);
  }
  for (const auto& classes : scores.classes) {
    if (classes.output == criterion.output) {
      return {class_scores(classes, criterion.per == "environment", plan, records), {}};
    }
  }
  return {{}, format("nothing was collected of output \"{}\": run the protocol first", criterion.output)};
}

} // namespace reprovip::judge
