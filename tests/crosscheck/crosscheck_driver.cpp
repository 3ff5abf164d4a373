// Reads cases, a line of JSON each, and answers what our metrics make of them, a line each: README.md says
// both.

#include "tests/crosscheck/case.hpp"

#include <iostream>
#include <string>

namespace reprovip::crosscheck {

namespace {

Json json_of(const score::Finding& finding) {
  auto json = Json::object();
  json.set("estimate", finding.estimate ? Json(*finding.estimate) : Json());
  json.set("low", finding.interval ? Json(finding.interval->low) : Json());
  json.set("high", finding.interval ? Json(finding.interval->high) : Json());
  json.set("reason", finding.reason);
  json.set("label", finding.label);
  json.set("identical", finding.identical);
  json.set("decision", finding.decision ? Json(*finding.decision) : Json());
  auto fields = Json::object();
  for (const auto& [name, value] : finding.fields) {
    fields.set(name, value);
  }
  json.set("fields", std::move(fields));
  auto notes = Json::array();
  for (const auto& note : finding.notes) {
    notes.push(note);
  }
  return json.set("notes", std::move(notes));
}

Json json_of(const score::Rows& rows) {
  auto json = Json::object();
  for (const auto& [row, finding] : rows) {
    json.set(row, json_of(finding));
  }
  return Json::object({{"rows", std::move(json)}});
}

Result<score::Rows> run(const score::ValuesMetric& metric, const Json& line) {
  return score::Rows{{"", metric.of(sample_of(line))}};
}

Result<score::Rows> run(const score::PairMetric& metric, const Json& line) {
  const auto data = data_of(line);
  if (data.size() < 2) {
    return failure(ErrorKind::data, "a pair takes two outputs");
  }
  return metric.of(data[0], data[1], line["column"].text());
}

Result<score::Rows> run(const score::SetMetric& metric, const Json& line) {
  return metric.of(*output_set_of(line), line["column"].text());
}

Result<score::Rows> answer(const std::string& text) {
  TRY_ASSIGN(const auto line, parse_json(text));
  const auto* entry = score::find_metric(line["metric"].text());
  if (entry == nullptr) {
    return failure(ErrorKind::usage, "no metric is called \"" + line["metric"].text() + "\"");
  }
  TRY_ASSIGN(const auto plugin, entry->make(options_of(line)));
  return std::visit([&](const auto& metric) { return run(*metric, line); }, plugin);
}

} // namespace

} // namespace reprovip::crosscheck

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto rows = reprovip::crosscheck::answer(line);
    const auto json = rows ? reprovip::crosscheck::json_of(*rows)
                           : reprovip::Json::object({{"error", rows.error().message}});
    std::cout << reprovip::dump(json) << "\n";
  }
  return 0;
}
