#include "harness/score/metrics/external_answer.hpp"

#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace reprovip::score {

namespace {

constexpr std::size_t k_most_rows = 100'000;
constexpr std::size_t k_most_items = 1000;

tl::unexpected<Error> wrong(const std::string& where, const std::string& what) {
  return failure(ErrorKind::data, format("its answer is wrong: {}: {}", where, what));
}

Result<void> only_keys(const Json& json, const std::vector<std::string>& known, const std::string& where) {
  if (!json.is_object()) {
    return wrong(where, "it is no object");
  }
  for (const auto& [key, value] : json.members()) {
    if (std::ranges::find(known, key) == known.end()) {
      return wrong(where, format("unknown key \"{}\"; {}", key, suggestion(key, known)));
    }
  }
  return {};
}

Result<double> number_in(const Json& json, const std::string& where) {
  if (!json.is_number() || !std::isfinite(json.number())) {
    return wrong(where, "it is no finite number");
  }
  return json.number();
}

Result<std::vector<std::string>> texts_in(const Json& json, const std::string& where) {
  std::vector<std::string> texts;
  if (!json.is_null() && !json.is_array()) {
    return wrong(where, "it is no list");
  }
  if (json.items().size() > k_most_items) {
    return wrong(where, "it is too long");
  }
  for (const auto& item : json.items()) {
    if (!item.is_string()) {
      return wrong(where, "it is no list of text");
    }
    texts.push_back(item.text());
  }
  return texts;
}

Result<model::Interval> interval_in(const Json& json, const std::string& where) {
  TRY(only_keys(json, {"low", "high", "confidence"}, where));
  model::Interval interval;
  TRY_ASSIGN(interval.low, number_in(json["low"], where + ".low"));
  TRY_ASSIGN(interval.high, number_in(json["high"], where + ".high"));
  if (json.has("confidence")) {
    TRY_ASSIGN(interval.confidence, number_in(json["confidence"], where + ".confidence"));
  }
  const bool is_share = interval.confidence > 0 && interval.confidence < 1;
  if (interval.low > interval.high || !is_share) {
    return wrong(where, "low must not be above high, and confidence be between 0 and 1");
  }
  return interval;
}

bool is_text_or_absent(const Json& json) {
  return json.is_string() || json.is_null();
}

Result<void> read_numbers(const Json& row, const std::string& where, Finding& finding) {
  if (!row["estimate"].is_null()) {
    TRY_ASSIGN(finding.estimate, number_in(row["estimate"], where + ".estimate"));
  }
  if (!row["interval"].is_null()) {
    TRY_ASSIGN(finding.interval, interval_in(row["interval"], where + ".interval"));
  }
  if (!row["fields"].is_null() && !row["fields"].is_object()) {
    return wrong(where + ".fields", "it is no object");
  }
  for (const auto& [name, value] : row["fields"].members()) {
    TRY_ASSIGN(const auto number, number_in(value, where + ".fields." + name));
    finding.fields.emplace_back(name, number);
  }
  return {};
}

// What it wrote stands in its own folder, under a plain name.
Result<void> check_files(const std::vector<std::string>& files, const std::string& where) {
  for (const auto& file : files) {
    if (file.empty() || file.front() == '.' || file.find('/') != std::string::npos) {
      return wrong(where + ".files", format("\"{}\" is no name of a file in output_dir", file));
    }
  }
  return {};
}

Result<Finding> finding_in(const Json& row, const std::string& where) {
  TRY(only_keys(row,
                {"row", "estimate", "interval", "decision", "reason", "label", "fields", "notes", "files"},
                where));
  Finding finding;
  TRY(read_numbers(row, where, finding));
  for (const auto* key : {"row", "reason", "label"}) {
    if (!is_text_or_absent(row[key])) {
      return wrong(format("{}.{}", where, key), "it is no text");
    }
  }
  finding.reason = row["reason"].text();
  finding.label = row["label"].text();
  if (!row["decision"].is_null() && !row["decision"].is_bool()) {
    return wrong(where + ".decision", "it is neither true nor false");
  }
  if (row["decision"].is_bool()) {
    finding.decision = row["decision"].boolean();
  }
  TRY_ASSIGN(finding.notes, texts_in(row["notes"], where + ".notes"));
  TRY_ASSIGN(finding.files, texts_in(row["files"], where + ".files"));
  TRY(check_files(finding.files, where));
  if (!finding.estimate && finding.reason.empty()) {
    return wrong(where, "neither an estimate nor a reason why there is none");
  }
  return finding;
}

} // namespace

Result<Rows> read_external_answer(const std::string& text) {
  const auto json = parse_json(text, "its answer");
  if (!json) {
    return failure(ErrorKind::data, format("its answer is no JSON: {}", one_line(json.error())));
  }
  TRY(only_keys(*json, {"rows"}, "the whole"));
  if (!(*json)["rows"].is_array() || (*json)["rows"].items().empty()) {
    return wrong("rows", "there are none");
  }
  if ((*json)["rows"].items().size() > k_most_rows) {
    return wrong("rows", "there are too many");
  }
  Rows rows;
  std::set<std::string> names;
  for (const auto& row : (*json)["rows"].items()) {
    const auto where = format("rows[{}]", rows.size());
    TRY_ASSIGN(auto finding, finding_in(row, where));
    const auto name = row["row"].text();
    if (!names.insert(name).second) {
      return wrong(where, format("row \"{}\" is there twice", name));
    }
    rows.emplace_back(name, std::move(finding));
  }
  return rows;
}

} // namespace reprovip::score
