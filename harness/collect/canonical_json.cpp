#include "harness/collect/canonical_json.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace reprovip::collect {

namespace {

constexpr int k_deepest = 200;

class Rewriter {
public:
  explicit Rewriter(std::string_view text) : m_text(text) {}

  std::optional<std::string> run() {
    if (m_text.starts_with("\xef\xbb\xbf")) {
      m_at = 3;
    }
    auto value = read_value(0);
    skip_space();
    return value && m_at == m_text.size() ? value : std::nullopt;
  }

private:
  using Text = std::optional<std::string>;

  void skip_space() {
    const auto next = m_text.find_first_not_of(" \t\r\n", m_at);
    m_at = next == std::string_view::npos ? m_text.size() : next;
  }
  bool take(char c) {
    skip_space();
    if (m_at < m_text.size() && m_text[m_at] == c) {
      ++m_at;
      return true;
    }
    return false;
  }

  Text read_value(int depth) {
    skip_space();
    if (m_at >= m_text.size() || depth > k_deepest) {
      return std::nullopt;
    }
    switch (m_text[m_at]) {
    case '{':
      return read_object(depth);
    case '[':
      return read_array(depth);
    case '"':
      return read_string();
    default:
      return read_word();
    }
  }

  Text read_string() {
    const auto begin = m_at;
    for (++m_at; m_at < m_text.size(); ++m_at) {
      if (m_text[m_at] == '\\') {
        ++m_at;
      } else if (m_text[m_at] == '"') {
        ++m_at;
        return std::string(m_text.substr(begin, m_at - begin));
      } else if (m_text[m_at] == '\n') {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  static bool is_number(std::string_view word) {
    return word.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
           word.find_first_of("0123456789") != std::string_view::npos;
  }

  Text read_word() {
    constexpr std::array<std::string_view, 6> k_words = {"true", "false",    "null",
                                                         "NaN",  "Infinity", "-Infinity"};
    const auto end = std::min(m_text.find_first_of(" \t\r\n,]}:", m_at), m_text.size());
    const auto word = m_text.substr(m_at, end - m_at);
    m_at = end;
    const bool known = is_number(word) || std::find(k_words.begin(), k_words.end(), word) != k_words.end();
    return known ? Text(std::string(word)) : std::nullopt;
  }

  Text read_array(int depth) {
    ++m_at;
    std::string all = "[";
    if (take(']')) {
      return "[]";
    }
    do {
      const auto item = read_value(depth + 1);
      if (!item) {
        return std::nullopt;
      }
      all.append(*item).append(",");
    } while (take(','));
    all.back() = ']';
    return take(']') ? Text(std::move(all)) : std::nullopt;
  }

  Text read_object(int depth) {
    ++m_at;
    if (take('}')) {
      return "{}";
    }
    std::vector<std::pair<std::string, std::string>> members;
    do {
      skip_space();
      auto key = m_at < m_text.size() && m_text[m_at] == '"' ? read_string() : std::nullopt;
      if (!key || !take(':')) {
        return std::nullopt;
      }
      auto value = read_value(depth + 1);
      if (!value) {
        return std::nullopt;
      }
      members.emplace_back(std::move(*key), std::move(*value));
    } while (take(','));
    return take('}') ? Text(join(members)) : std::nullopt;
  }

  // A key that is there twice keeps its order: the last one counts for most readers.
  static std::string join(std::vector<std::pair<std::string, std::string>>& members) {
    std::stable_sort(members.begin(), members.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string all = "{";
    for (const auto& [key, value] : members) {
      all.append(key).append(":").append(value).append(",");
    }
    all.back() = '}';
    return all;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
};

} // namespace

std::optional<std::string> canonical_json(std::string_view text) {
  return Rewriter(text).run();
}

} // namespace reprovip::collect
