#include "harness/base/format.hpp"
#include "harness/report/csv_text.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

std::string fields_text(const model::Score& score) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : score.fields) {
    texts.push_back(format("{}={}", name, csv_number(value)));
  }
  return joined(texts, ";");
}

std::string score_row(const std::string& study, const model::Score& score) {
  const auto& interval = score.interval;
  const auto bound = [&](double model::Interval::*member) {
    return interval ? csv_number((*interval).*member) : std::string();
  };
  return csv_row({study,
                  score.metric,
                  score.kind,
                  score.output,
                  score.column,
                  score.row,
                  score.group,
                  std::string(to_string(score.scope)),
                  csv_number(score.estimate),
                  bound(&model::Interval::low),
                  bound(&model::Interval::high),
                  bound(&model::Interval::confidence),
                  score.unit,
                  score.label,
                  score.identical ? "true" : "false",
                  score.decision ? (*score.decision ? "true" : "false") : std::string(),
                  std::to_string(score.subjects),
                  std::to_string(score.repetitions),
                  std::to_string(score.missing),
                  fields_text(score),
                  score.reason,
                  joined(score.notes, "; ")});
}

} // namespace

std::string write_csv(const model::Study& study) {
  auto text =
      csv_row({"study",    "metric",      "kind",    "output",     "column", "row",   "group",     "scope",
               "estimate", "low",         "high",    "confidence", "unit",   "label", "identical", "decision",
               "subjects", "repetitions", "missing", "fields",     "reason", "notes"});
  for (const auto& score : study.scores.scores) {
    text += score_row(study.plan.study, score);
  }
  return text;
}

} // namespace reprovip::report
