#include "harness/base/format.hpp"
#include "harness/report/csv_text.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/table_parts.hpp"
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

std::vector<TableColumn> score_columns(const model::Study&) {
  return {{"study", "string", "", "id of the study"},
          {"metric", "string", "", "id of the metric in the protocol"},
          {"kind", "string", "", "which metric it is: `reprovip list metrics KIND` says all of it"},
          {"output", "string", "", "id of the output"},
          {"column", "string", "", "column of the output's table, or what is measured of an image"},
          {"row", "string", "", "row of the output's table, or label; absent when there is one only"},
          {"group", "string", "", "levels that the score speaks of; absent for the whole study"},
          {"scope", "string", "", "repeatability, reproducibility or replicability"},
          {"estimate", "number", "", "the score, in `unit`; absent with a `reason`"},
          {"low", "number", "", "lower end of the interval, in `unit`"},
          {"high", "number", "", "upper end of the interval, in `unit`"},
          {"confidence", "number", "", "of the interval: 0.95 is 95 %"},
          {"unit", "string", "", "unit of the score; absent when it has none, or that of the value"},
          {"label", "string", "", "the class of the score in words"},
          {"identical", "boolean", "", "whether all that was compared was the same"},
          {"decision", "boolean", "", "of metrics that answer yes or no"},
          {"subjects", "integer", "", "how many subjects counted"},
          {"repetitions", "integer", "", "smallest number of repetitions over subjects"},
          {"missing", "integer", "", "executions that should have counted and could not"},
          {"fields", "string", "", "more numbers, name=value, separated by semicolons"},
          {"reason", "string", "", "why there is no estimate or no interval"},
          {"notes", "string", "", "what else is to be known, separated by semicolons"}};
}

std::string write_csv(const model::Study& study) {
  auto text = header_row(score_columns(study));
  for (const auto& score : study.scores.scores) {
    text += score_row(study.plan.study, score);
  }
  return text;
}

} // namespace reprovip::report
