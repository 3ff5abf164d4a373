#include "harness/score/finding_json.hpp"

#include "harness/base/json.hpp"

#include <algorithm>
#include <cmath>

namespace reprovip::score {

namespace {

Json to_json(const std::string& row, const Finding& finding) {
  auto fields = Json::object();
  for (const auto& [name, value] : finding.fields) {
    fields.set(name, value);
  }
  auto notes = Json::array();
  for (const auto& note : finding.notes) {
    notes.push(note);
  }
  auto json = Json::object({{"row", row},
                            {"reason", finding.reason},
                            {"label", finding.label},
                            {"identical", finding.identical},
                            {"fields", std::move(fields)},
                            {"notes", std::move(notes)}});
  if (!finding.files.empty()) {
    auto files = Json::array();
    for (const auto& file : finding.files) {
      files.push(file);
    }
    json.set("files", std::move(files));
  }
  if (finding.interval) {
    json.set("interval", Json::object({{"low", finding.interval->low},
                                       {"high", finding.interval->high},
                                       {"confidence", finding.interval->confidence}}));
  }
  if (finding.estimate) {
    json.set("estimate", *finding.estimate);
  }
  if (finding.decision) {
    json.set("decision", *finding.decision);
  }
  return json;
}

Finding finding_from(const Json& json) {
  Finding finding;
  finding.reason = json["reason"].text();
  finding.label = json["label"].text();
  finding.identical = json["identical"].boolean();
  if (json["estimate"].is_number()) {
    finding.estimate = json["estimate"].number();
  }
  if (json["decision"].is_bool()) {
    finding.decision = json["decision"].boolean();
  }
  for (const auto& [name, value] : json["fields"].members()) {
    finding.fields.emplace_back(name, value.number());
  }
  for (const auto& note : json["notes"].items()) {
    finding.notes.push_back(note.text());
  }
  for (const auto& file : json["files"].items()) {
    finding.files.push_back(file.text());
  }
  if (const auto& interval = json["interval"]; interval.is_object()) {
    finding.interval =
        model::Interval{interval["low"].number(), interval["high"].number(), interval["confidence"].number()};
  }
  return finding;
}

} // namespace

std::string rows_to_text(const Rows& rows) {
  auto array = Json::array();
  for (const auto& [row, finding] : rows) {
    array.push(to_json(row, finding));
  }
  return dump(array);
}

std::optional<Rows> rows_from_text(const std::string& text) {
  const auto json = parse_json(text);
  if (!json || !json->is_array()) {
    return std::nullopt;
  }
  Rows rows;
  for (const auto& item : json->items()) {
    rows.emplace_back(item["row"].text(), finding_from(item));
  }
  return rows;
}

void put_into(const Finding& finding, model::Score& score) {
  score.reason = finding.reason;
  score.label = finding.label;
  score.identical = finding.identical;
  score.decision = finding.decision;
  score.notes.insert(score.notes.end(), finding.notes.begin(), finding.notes.end());
  score.files.insert(score.files.end(), finding.files.begin(), finding.files.end());
  for (const auto& field : finding.fields) {
    if (std::isfinite(field.second)) {
      score.fields.push_back(field);
    }
  }
  if (finding.estimate && std::isfinite(*finding.estimate)) {
    score.estimate = finding.estimate;
  } else if (finding.estimate) {
    score.reason = "the estimate is beyond the range of numbers";
    score.decision = std::nullopt;
  }
  const auto& interval = finding.interval;
  if (interval && std::isfinite(interval->low) && std::isfinite(interval->high)) {
    score.interval = interval;
  } else if (interval && score.reason.empty()) {
    score.reason = "the interval is beyond the range of numbers";
  }
}

} // namespace reprovip::score
