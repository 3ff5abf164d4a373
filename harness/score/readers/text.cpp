#include "harness/base/format.hpp"
#include "harness/score/readers/readers.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace reprovip::score {

namespace {

std::vector<std::vector<std::string>> words_of(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  for (auto line : lines_of(text)) {
    if (line.starts_with('#')) {
      continue;
    }
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
      words.push_back(word);
    }
    if (!words.empty()) {
      lines.push_back(std::move(words));
    }
  }
  return lines;
}

std::optional<Vector> as_numbers(const std::vector<std::vector<std::string>>& lines) {
  Vector vector;
  bool rectangular = true;
  for (const auto& words : lines) {
    rectangular = rectangular && words.size() == lines.front().size();
    for (const auto& word : words) {
      const auto number = parse_number(word);
      if (!number) {
        return std::nullopt;
      }
      vector.values.push_back(*number);
    }
  }
  vector.lines = rectangular ? lines.size() : 1;
  vector.columns = lines.empty() ? 0 : vector.values.size() / vector.lines;
  return vector;
}

// Lines "name value", "name: value", "name = value" with different names, all of them.
std::optional<Table> as_pairs(const std::vector<std::vector<std::string>>& lines) {
  Table table;
  table.columns = {"value"};
  std::set<std::string> names;
  for (auto words : lines) {
    std::erase_if(words, [](const std::string& word) { return word == "=" || word == ":"; });
    if (words.size() != 2 || words.front().empty()) {
      return std::nullopt;
    }
    auto name = words.front();
    if (name.size() > 1 && (name.back() == ':' || name.back() == '=')) {
      name.pop_back();
    }
    const auto number = parse_number(words.back());
    if (!number || parse_number(name) || !names.insert(name).second) {
      return std::nullopt;
    }
    table.keys.push_back(name);
    table.rows.push_back({*number});
  }
  return table;
}

class TextReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {
        "text", "numbers between blanks or commas, or lines of a name and a number; else plain text", {}, {}};
  }

  Result<Data> read(const sys::Path& file, const std::string&, const Options&) const override {
    TRY_ASSIGN(auto text, read_text_file(file));
    const auto lines = words_of(text);
    if (lines.empty()) {
      return Data(Text{std::move(text)});
    }
    if (auto vector = as_numbers(lines)) {
      return Data(std::move(*vector));
    }
    if (auto table = as_pairs(lines)) {
      return Data(std::move(*table));
    }
    return Data(Text{std::move(text)});
  }
};

class VectorReader : public Reader {
public:
  model::PluginDecl declaration() const override {
    return {"vector",
            "numbers between blanks or commas; lines of equal length are a matrix (FLIRT's .mat)",
            {},
            {}};
  }

  Result<Data> read(const sys::Path& file, const std::string&, const Options&) const override {
    TRY_ASSIGN(const auto text, read_text_file(file));
    TRY_ASSIGN(auto vector, numbers_in_lines(text));
    return Data(std::move(vector));
  }
};

class BytesReader : public Reader {
public:
  model::PluginDecl declaration() const override { return {"bytes", "the bytes, nothing more", {}, {}}; }

  Result<Data> read(const sys::Path& file, const std::string&, const Options&) const override {
    TRY_ASSIGN(auto bytes, sys::read_file(file));
    return Data(Bytes{std::move(bytes)});
  }
};

} // namespace

Result<Vector> numbers_in_lines(const std::string& text) {
  auto vector = as_numbers(words_of(text));
  if (!vector || vector->values.empty()) {
    return failure(ErrorKind::data, vector ? "there is no number in it" : "there is more than numbers in it");
  }
  return std::move(*vector);
}

const Reader& text_reader() {
  static const TextReader reader;
  return reader;
}

const Reader& vector_reader() {
  static const VectorReader reader;
  return reader;
}

const Reader& bytes_reader() {
  static const BytesReader reader;
  return reader;
}

} // namespace reprovip::score
