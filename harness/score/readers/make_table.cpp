#include "harness/base/format.hpp"
#include "harness/base/suggest.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <set>

namespace reprovip::score {

namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin <= text.size() && !text.empty()) {
    const auto end = std::min(text.find(',', begin), text.size());
    words.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return words;
}

Result<std::vector<std::size_t>> told_key(const std::vector<std::string>& columns, const std::string& key) {
  std::vector<std::size_t> chosen;
  for (const auto& word : split_list(key)) {
    const auto found = std::find(columns.begin(), columns.end(), word);
    if (found == columns.end()) {
      return failure(ErrorKind::data, format("there is no key column \"{}\"", word),
                     suggestion(word, columns));
    }
    chosen.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
  return chosen;
}

bool is_text_column(const Rows& rows, std::size_t column) {
  return std::any_of(rows.begin(), rows.end(), [column](const std::vector<std::string>& row) {
    return std::holds_alternative<std::string>(cell_of(row[column]));
  });
}

std::vector<std::string> keys_by(const Rows& rows, const std::vector<std::size_t>& columns) {
  std::vector<std::string> keys;
  for (const auto& row : rows) {
    auto& key = keys.emplace_back();
    for (const auto column : columns) {
      key += (key.empty() ? "" : " ") + trimmed(row[column]);
    }
  }
  return keys;
}

std::string first_repeated(const std::vector<std::string>& keys) {
  std::set<std::string> seen;
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const std::string& key) { return !seen.insert(key).second; });
  return found == keys.end() ? "" : *found;
}

bool all_different(const std::vector<std::string>& keys) {
  return std::set<std::string>(keys.begin(), keys.end()).size() == keys.size();
}

// The first text column, if it tells rows apart, else all the text columns, else nothing: rows are then
// counted.
std::vector<std::size_t> chosen_key(const std::vector<std::string>& columns, const Rows& rows) {
  std::vector<std::size_t> words;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (is_text_column(rows, column)) {
      words.push_back(column);
    }
  }
  if (rows.size() < 2 || words.empty()) {
    return {};
  }
  if (all_different(keys_by(rows, {words.front()}))) {
    return {words.front()};
  }
  return all_different(keys_by(rows, words)) ? words : std::vector<std::size_t>{};
}

std::vector<std::string> counted_keys(std::size_t rows) {
  std::vector<std::string> keys;
  for (std::size_t row = 1; row <= rows; ++row) {
    keys.push_back(rows == 1 ? "" : std::to_string(row));
  }
  return keys;
}

} // namespace

Result<Table> make_table(std::vector<std::string> columns, const Rows& rows, const std::string& key) {
  if (const auto twice = first_repeated(columns); !twice.empty() || !all_different(columns)) {
    return failure(ErrorKind::data, format("the column \"{}\" is there twice", twice),
                   "name columns differently");
  }
  std::vector<std::size_t> key_columns;
  if (key.empty()) {
    key_columns = chosen_key(columns, rows);
  } else {
    TRY_ASSIGN(key_columns, told_key(columns, key));
  }
  Table table;
  table.keys = key_columns.empty() ? counted_keys(rows.size()) : keys_by(rows, key_columns);
  if (!all_different(table.keys)) {
    return failure(ErrorKind::data, format("two rows have the key \"{}\"", first_repeated(table.keys)),
                   "name more columns in \"key\"");
  }
  table.rows.resize(rows.size());
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (std::find(key_columns.begin(), key_columns.end(), column) != key_columns.end()) {
      continue;
    }
    table.columns.push_back(columns[column]);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      table.rows[row].push_back(cell_of(rows[row][column]));
    }
  }
  return table;
}

} // namespace reprovip::score
