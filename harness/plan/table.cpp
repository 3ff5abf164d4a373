#include "harness/plan/table.hpp"

#include "harness/base/format.hpp"

namespace reprovip::plan {

namespace {

struct Row {
  std::vector<std::string> cells;
  int line = 0;
};

char separator_of(std::string_view header, std::string_view name) {
  const auto has = [&](char c) { return header.find(c) != std::string_view::npos; };
  if (name.ends_with(".tsv")) {
    return '\t';
  }
  if (!name.ends_with(".csv") && has('\t')) {
    return '\t';
  }
  return has(';') && !has(',') ? ';' : ',';
}

// Reads one row after the other; a quoted cell may go on over line ends.
class RowReader {
public:
  RowReader(std::string_view text, char separator) : m_text(text), m_separator(separator) {}

  bool at_end() const { return m_at >= m_text.size(); }

  Row next() {
    Row row{.cells = {}, .line = m_line};
    do {
      row.cells.push_back(is_quoted() ? quoted() : plain());
    } while (!at_end() && m_text[m_at++] == m_separator);
    ++m_line;
    return row;
  }

private:
  bool is_quoted() const { return m_separator != '\t' && !at_end() && m_text[m_at] == '"'; }

  // Up to the separator or the line's end, which is not taken.
  std::string plain() {
    const auto from = m_at;
    while (!at_end() && m_text[m_at] != m_separator && m_text[m_at] != '\n') {
      ++m_at;
    }
    auto cell = std::string(m_text.substr(from, m_at - from));
    if (cell.ends_with('\r')) {
      cell.pop_back();
    }
    return cell;
  }

  std::string quoted() {
    std::string cell;
    for (++m_at; !at_end(); ++m_at) {
      const char c = m_text[m_at];
      const bool doubled = c == '"' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '"';
      if (c == '"' && !doubled) {
        ++m_at;
        break;
      }
      m_at += doubled ? 1 : 0;
      m_line += c == '\n' ? 1 : 0;
      cell += c;
    }
    return cell + plain();
  }

  std::string_view m_text;
  char m_separator;
  std::size_t m_at = 0;
  int m_line = 1;
};

bool is_blank(const Row& row) {
  return row.cells.size() == 1 && row.cells[0].empty();
}

Error wrong_width(const Row& row, std::size_t columns, const std::string& name) {
  auto error =
      make_error(ErrorKind::data, format("{} cells in this row, {} in the header", row.cells.size(), columns),
                 "give every row one cell per column");
  error.where = SourcePos{name, row.line, 0};
  return error;
}

} // namespace

Checked<TextTable> read_table(std::string_view text, const std::string& name) {
  constexpr std::string_view k_mark = "\xEF\xBB\xBF";
  if (text.starts_with(k_mark)) {
    text.remove_prefix(k_mark.size());
  }
  Errors errors;
  TextTable table;
  RowReader reader(text, separator_of(text.substr(0, text.find('\n')), name));
  while (!reader.at_end()) {
    auto row = reader.next();
    if (is_blank(row)) {
      continue;
    }
    if (table.header.empty()) {
      table.header = std::move(row.cells);
    } else if (row.cells.size() != table.header.size()) {
      errors.push_back(wrong_width(row, table.header.size(), name));
    } else {
      table.rows.push_back(std::move(row.cells));
      table.lines.push_back(row.line);
    }
  }
  if (table.header.empty()) {
    errors.push_back(make_error(ErrorKind::data, format("table \"{}\" is empty", name)));
  }
  if (!errors.empty()) {
    return tl::unexpected(std::move(errors));
  }
  return table;
}

} // namespace reprovip::plan
