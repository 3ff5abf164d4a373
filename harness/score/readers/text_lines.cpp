#include "harness/score/readers/readers.hpp"

#include <algorithm>

namespace reprovip::score {

Result<std::string> read_text_file(const sys::Path& file) {
  TRY_ASSIGN(auto bytes, sys::read_file(file));
  if (bytes.find('\0') != std::string::npos) {
    return failure(ErrorKind::data, "this is not text: it has NUL bytes",
                   "choose another reader with \"read\"");
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
  }
  std::erase(bytes, '\r');
  return bytes;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

TableCell cell_of(const std::string& text) {
  const auto word = trimmed(text);
  if (word.empty() || word == "NA" || word == "n/a" || word == "N/A") {
    return std::monostate{};
  }
  if (const auto number = parse_number(word)) {
    return *number;
  }
  return word;
}

} // namespace reprovip::score
