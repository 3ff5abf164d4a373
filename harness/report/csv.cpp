#include "harness/base/format.hpp"
#include "harness/model/value.hpp"
#include "harness/report/reporters.hpp"
#include "harness/report/text.hpp"

namespace reprovip::report {

namespace {

// RFC 4180, with the line ends of Unix.
std::string field(const std::string& text) {
  auto cleaned = clean(text, Lines::keep);
  if (cleaned.find_first_of(",\"\n") == std::string::npos) {
    return cleaned;
  }
  std::string quoted = "\"";
  for (const char c : cleaned) {
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  return quoted + "\"";
}

// As many digits as read back to the same number; empty when there is none.
std::string number(const std::optional<double>& value) {
  return value ? model::to_text(model::Value(*value)) : "";
}

std::string fields_text(const model::Score& score) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : score.fields) {
    texts.push_back(format("{}={}", name, number(value)));
  }
  return joined(texts, ";");
}

std::string row(const std::vector<std::string>& fields) {
  std::vector<std::string> texts;
  texts.reserve(fields.size());
  for (const auto& one : fields) {
    texts.push_back(field(one));
  }
  return joined(texts, ",") + "\n";
}

std::string score_row(const std::string& study, const model::Score& score) {
  const auto& interval = score.interval;
  const auto bound = [&](double model::Interval::*member) {
    return interval ? number((*interval).*member) : std::string();
  };
  return row({study,
              score.metric,
              score.kind,
              score.output,
              score.column,
              score.row,
              score.group,
              std::string(to_string(score.scope)),
              number(score.estimate),
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
      row({"study",    "metric",      "kind",    "output",     "column", "row",   "group",     "scope",
           "estimate", "low",         "high",    "confidence", "unit",   "label", "identical", "decision",
           "subjects", "repetitions", "missing", "fields",     "reason", "notes"});
  for (const auto& score : study.scores.scores) {
    text += score_row(study.plan.study, score);
  }
  return text;
}

} // namespace reprovip::report
