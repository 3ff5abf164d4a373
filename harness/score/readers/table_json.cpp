#include "harness/base/format.hpp"
#include "harness/base/json.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>

namespace reprovip::score {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string scalar_text(const Json& json) {
  return json.is_string() ? json.text() : json.is_null() ? "" : dump(json);
}

// Nested names are joined by dots, items are counted from 1: {"a": {"b": [7]}} has the column "a.b.1".
void flatten(const Json& json, const std::string& name, Fields& fields) {
  const auto inner = [&name](const std::string& key) { return name.empty() ? key : name + "." + key; };
  if (json.is_object()) {
    for (const auto& [key, value] : json.members()) {
      flatten(value, inner(key), fields);
    }
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.items().size(); ++i) {
      flatten(json.items()[i], inner(std::to_string(i + 1)), fields);
    }
  } else {
    fields.emplace_back(name, scalar_text(json));
  }
}

} // namespace

Result<Table> table_from_json(const std::string& text, const std::string& name, const std::string& key) {
  TRY_ASSIGN(const auto json, parse_json(text, name));
  if (!json.is_object() && !json.is_array()) {
    return failure(ErrorKind::data, "the JSON is neither an object nor an array of objects");
  }
  std::vector<Fields> records;
  if (json.is_object()) {
    flatten(json, "", records.emplace_back());
  }
  for (const auto& item : json.items()) {
    if (!item.is_object()) {
      return failure(ErrorKind::data, "an item of the JSON array is not an object");
    }
    flatten(item, "", records.emplace_back());
  }
  std::vector<std::string> columns;
  for (const auto& record : records) {
    for (const auto& [column, value] : record) {
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(column);
      }
    }
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& record : records) {
    auto& row = rows.emplace_back(columns.size());
    for (const auto& [column, value] : record) {
      const auto at = std::find(columns.begin(), columns.end(), column) - columns.begin();
      row[static_cast<std::size_t>(at)] = value;
    }
  }
  return make_table(std::move(columns), rows, key);
}

} // namespace reprovip::score
