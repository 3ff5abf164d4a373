#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <set>

// cQUEST's quest2.txt: per metabolite a line `Metabolite:<tab>name`, a header line, then lines of numbers.
// Columns are separated by one or more tabs; the header's first column, `Pixel Position`, is two fields of
// the lines below it.

namespace reprovip::score {

namespace {

std::vector<std::string> split_tabs(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t begin = line.find_first_not_of('\t');
  while (begin != std::string::npos) {
    const auto end = std::min(line.find('\t', begin), line.size());
    if (auto field = trimmed(line.substr(begin, end - begin)); !field.empty()) {
      fields.push_back(std::move(field));
    }
    begin = line.find_first_not_of('\t', end);
  }
  return fields;
}

// Reads line by line; what is open is a metabolite, and the header that its lines follow.
class QuestParser {
public:
  Result<void> take(const std::string& line, std::size_t number) {
    const auto fields = split_tabs(line);
    if (fields.empty()) {
      return {};
    }
    if (line.find("WARNING") != std::string::npos) {
      m_table.notes.push_back((m_metabolite.empty() ? "" : m_metabolite + ": ") + trimmed(line));
      return {};
    }
    if (fields.front() == "Metabolite:" && fields.size() == 2) {
      m_metabolite = fields[1];
      m_header_seen = false;
      m_pixels = 0;
      return {};
    }
    if (fields.front() == "Pixel Position") {
      return take_header(fields, number);
    }
    return take_values(fields, number);
  }

  Table finish() { return std::move(m_table); }

private:
  Result<void> take_header(const std::vector<std::string>& fields, std::size_t number) {
    const std::vector<std::string> names(fields.begin() + 1, fields.end());
    if (m_metabolite.empty() || names.empty() || (!m_table.columns.empty() && m_table.columns != names)) {
      return failure(ErrorKind::data,
                     format("line {}: a header that does not follow a metabolite like the first", number));
    }
    m_table.columns = names;
    m_header_seen = true;
    return {};
  }

  Result<void> take_values(const std::vector<std::string>& fields, std::size_t number) {
    if (!m_header_seen || fields.size() != m_table.columns.size() + 2) {
      return failure(ErrorKind::data, format("line {} is no line of a quest2 table", number),
                     "this reader is for cQUEST's *_quest2.txt");
    }
    ++m_pixels;
    const auto key = m_pixels == 1 ? m_metabolite : format("{} {} {}", m_metabolite, fields[0], fields[1]);
    if (!m_keys.insert(key).second) {
      return failure(ErrorKind::data, format("line {}: \"{}\" is there twice", number, key));
    }
    m_table.keys.push_back(key);
    auto& row = m_table.rows.emplace_back();
    for (std::size_t i = 2; i < fields.size(); ++i) {
      row.push_back(cell_of(fields[i]));
    }
    return {};
  }

  Table m_table;
  std::set<std::string> m_keys;
  std::string m_metabolite;
  bool m_header_seen = false;
  std::size_t m_pixels = 0;
};

class QuestReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {"quest",
            "cQUEST's quest2.txt: a row per metabolite, columns Amplitude SD Phase Damping DFreq ...",
            {},
            {}};
  }

  Result<Data> read(const sys::Path& file, const std::string&, const Options&) const override {
    TRY_ASSIGN(const auto text, read_text_file(file));
    QuestParser parser;
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      TRY(parser.take(lines[i], i + 1));
    }
    auto table = parser.finish();
    if (table.rows.empty()) {
      return failure(ErrorKind::data, "there is no metabolite in it",
                     "this reader is for cQUEST's *_quest2.txt");
    }
    return Data(std::move(table));
  }
};

} // namespace

const Reader& quest_reader() {
  static const QuestReader reader;
  return reader;
}

} // namespace reprovip::score
