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

// "~1" stands for "/", "~0" for "~"; items are counted from 0.
Result<Json> part_at(const Json& whole, const std::string& pointer) {
  const auto* part = &whole;
  for (std::size_t begin = pointer.find('/'); begin != std::string::npos;) {
    const auto end = pointer.find('/', begin + 1);
    auto name = pointer.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
    for (const auto& [coded, plain] : {std::pair{"~1", "/"}, std::pair{"~0", "~"}}) {
      for (auto at = name.find(coded); at != std::string::npos; at = name.find(coded, at + 1)) {
        name.replace(at, 2, plain);
      }
    }
    const auto* next = part->has(name) ? &(*part)[name] : nullptr;
    const auto number = parse_number(name);
    if (part->is_array() && number && number->value >= 0 &&
        number->value < static_cast<double>(part->items().size())) {
      next = &part->items()[static_cast<std::size_t>(number->value)];
    }
    if (next == nullptr) {
      return failure(ErrorKind::data, format("the JSON has no \"{}\" of \"{}\"", name, pointer));
    }
    part = next;
    begin = end;
  }
  return *part;
}

} // namespace

Result<Table> table_from_json(const std::string& text, const std::string& name, const std::string& pointer,
                              const std::string& key) {
  TRY_ASSIGN(const auto whole, parse_json(text, name));
  TRY_ASSIGN(const auto json, part_at(whole, pointer));
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
