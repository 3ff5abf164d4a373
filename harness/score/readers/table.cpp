#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <array>

namespace reprovip::score {

namespace {

using model::OptionType;

// One line cut at the separator; double quotes protect it, and "" within them is a quote (RFC 4180).
std::vector<std::string> split_fields(const std::string& line, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == separator && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::vector<std::string> split_blanks(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t begin = line.find_first_not_of(" \t");
  while (begin != std::string::npos) {
    const auto end = std::min(line.find_first_of(" \t", begin), line.size());
    fields.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(" \t", end);
  }
  return fields;
}

char told_separator(const std::string& option, const std::string& line, const std::string& name) {
  if (!option.empty()) {
    return option == "\\t" || option == "tab" ? '\t' : option.front();
  }
  if (name.ends_with(".tsv")) {
    return '\t';
  }
  for (const char candidate : std::array{'\t', ';', ','}) {
    if (line.find(candidate) != std::string::npos) {
      return candidate;
    }
  }
  return name.ends_with(".csv") ? ',' : ' ';
}

struct Line {
  std::size_t number = 0; // in the file, from 1
  std::vector<std::string> fields;
};

Result<std::vector<Line>> split_table(const std::string& text, const std::string& name,
                                      const Options& options) {
  std::vector<Line> lines;
  const auto all = lines_of(text);
  char separator = '\0';
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (trimmed(all[i]).empty() || all[i].front() == '#') {
      continue;
    }
    if (lines.empty()) {
      separator = told_separator(text_option(options, "separator", ""), all[i], name);
    }
    lines.push_back({i + 1, separator == ' ' ? split_blanks(all[i]) : split_fields(all[i], separator)});
    const auto width = lines.front().fields.size();
    if (lines.back().fields.size() != width) {
      return failure(
          ErrorKind::data,
          format("line {} has {} fields, the first has {}", i + 1, lines.back().fields.size(), width),
          "set \"separator\" if it is not the right one");
    }
  }
  return lines;
}

Result<Table> read_separated(const std::string& text, const std::string& name, const Options& options) {
  TRY_ASSIGN(const auto lines, split_table(text, name, options));
  if (lines.empty()) {
    return failure(ErrorKind::data, "the table is empty");
  }
  const bool header = flag_option(options, "header", true);
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < lines.front().fields.size(); ++i) {
    columns.push_back(header ? trimmed(lines.front().fields[i]) : std::to_string(i + 1));
  }
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = header ? 1 : 0; i < lines.size(); ++i) {
    rows.push_back(lines[i].fields);
  }
  return make_table(std::move(columns), rows, text_option(options, "key", ""));
}

} // namespace

Result<std::vector<std::vector<std::string>>> read_fields(const sys::Path& file, const std::string& name,
                                                          const Options& options) {
  TRY_ASSIGN(const auto text, read_text_file(file));
  TRY_ASSIGN(auto lines, split_table(text, name, options));
  std::vector<std::vector<std::string>> fields;
  for (auto& line : lines) {
    for (auto& field : line.fields) {
      field = trimmed(field);
    }
    fields.push_back(std::move(line.fields));
  }
  return fields;
}

namespace {

class TableReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {
        "table",
        "CSV, TSV or JSON (an array of objects, or one object): rows by key, columns by name",
        {{"separator", OptionType::text, "", "between fields: one character or \"tab\"; told if not set", {}},
         {"header",
          OptionType::boolean,
          "true",
          "the first line names the columns; else they are counted",
          {}},
         {"pointer", OptionType::text, "", "of JSON: the part to read, as \"/results/0\" (RFC 6901)", {}},
         {"key", OptionType::list, "", "the columns that name a row; default: the first column of text", {}}},
        {}};
  }

  Result<Data> read(const sys::Path& file, const std::string& name, const Options& options) const override {
    TRY_ASSIGN(const auto text, read_text_file(file));
    if (name.ends_with(".json")) {
      TRY_ASSIGN(auto table, table_from_json(text, name, text_option(options, "pointer", ""),
                                             text_option(options, "key", "")));
      return Data(std::move(table));
    }
    TRY_ASSIGN(auto table, read_separated(text, name, options));
    return Data(std::move(table));
  }
};

} // namespace

const Reader& table_reader() {
  static const TableReader reader;
  return reader;
}

} // namespace reprovip::score
