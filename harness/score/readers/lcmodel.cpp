#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>

// LCModel's *.table: sections that begin with "$$NAME count"; $$CONC has a header line
// "Conc. %SD /Cr+PCr Metabolite", then a line per metabolite.

namespace reprovip::score {

namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (auto begin = line.find_first_not_of(" \t"); begin != std::string::npos;) {
    const auto end = std::min(line.find_first_of(" \t", begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(" \t", end);
  }
  return words;
}

// A ratio and the name of a sum may touch: "1.157+MM20".
void part(std::vector<std::string>& words) {
  const auto sign = words.size() == 3 ? words[2].find('+', 1) : std::string::npos;
  if (sign != std::string::npos && words[2][sign - 1] != 'E' && words[2][sign - 1] != 'e') {
    words.push_back(words[2].substr(sign + 1));
    words[2].resize(sign);
  }
}

class LcmodelParser {
public:
  Result<void> take(const std::string& line, std::size_t number) {
    auto words = words_of(line);
    if (words.empty()) {
      return {};
    }
    if (words.front().starts_with("$$")) {
      m_section = words.front();
      return {};
    }
    if (m_section == "$$CONC") {
      return m_table.columns.empty() ? take_header(words, number) : take_metabolite(words, number);
    }
    if (m_section == "$$MISC" || m_section == "$$DIAG") {
      m_table.notes.push_back(trimmed(line));
    }
    return {};
  }
  Table finish() { return std::move(m_table); }

private:
  Result<void> take_header(const std::vector<std::string>& words, std::size_t number) {
    if (words.size() != 4 || words.back() != "Metabolite") {
      return failure(ErrorKind::data,
                     format("line {}: the header \"Conc. %SD /... Metabolite\" is not there", number));
    }
    m_table.columns.assign(words.begin(), words.end() - 1);
    return {};
  }

  Result<void> take_metabolite(std::vector<std::string>& words, std::size_t number) {
    part(words);
    if (words.size() != 4) {
      return failure(ErrorKind::data, format("line {} has {} fields, its header 4", number, words.size()));
    }
    if (words[1].ends_with('%')) {
      words[1].pop_back();
    }
    if (std::find(m_table.keys.begin(), m_table.keys.end(), words[3]) != m_table.keys.end()) {
      return failure(ErrorKind::data, format("line {}: \"{}\" is there twice", number, words[3]));
    }
    m_table.keys.push_back(words[3]);
    m_table.rows.push_back({cell_of(words[0]), cell_of(words[1]), cell_of(words[2])});
    return {};
  }

  Table m_table;
  std::string m_section;
};

class LcmodelReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {"lcmodel", "LCModel's *.table: a row per metabolite, columns Conc. %SD and the ratio", {}, {}};
  }

  Result<Data> read(const sys::Path& file, const std::string&, const Options&) const override {
    TRY_ASSIGN(const auto text, read_text_file(file));
    LcmodelParser parser;
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      TRY(parser.take(lines[i], i + 1));
    }
    auto table = parser.finish();
    if (table.rows.empty()) {
      return failure(ErrorKind::data, "there is no metabolite in it", "this reader is for LCModel's *.table");
    }
    return Data(std::move(table));
  }
};

} // namespace

const Reader& lcmodel_reader() {
  static const LcmodelReader reader;
  return reader;
}

} // namespace reprovip::score
