#include "harness/base/path_pattern.hpp"

#include "harness/base/format.hpp"

#include <algorithm>

namespace reprovip {

namespace {

// More of them in one component could be read in too many ways to try all.
constexpr int k_most_wild = 6;
constexpr std::string_view k_repetition = "repetition";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

tl::unexpected<Error> wrong(std::string_view pattern, std::size_t at, std::string_view what,
                            std::string advice) {
  return failure(ErrorKind::usage, format("pattern \"{}\", column {}: {}", pattern, at + 1, what),
                 std::move(advice));
}

} // namespace

Result<PathPattern> PathPattern::parse(std::string_view text) {
  if (text.empty() || text.front() == '/') {
    return wrong(text, 0, text.empty() ? "it is empty" : "it begins with \"/\"",
                 "write a path relative to the tree, as \"exec_{repetition}/{subject}/mask.nii.gz\"");
  }
  PathPattern pattern;
  pattern.m_text = text;
  int wild = 0;
  for (std::size_t i = 0; i < text.size();) {
    const bool starts_component = i == 0 || text[i - 1] == '/';
    if (text[i] == '{') {
      auto end = i + 1;
      while (end < text.size() && is_name_character(text[end])) {
        ++end;
      }
      if (end == text.size() || text[end] != '}' || end == i + 1) {
        return wrong(text, i, "\"{\" begins no name", "write {subject}, {repetition} or {a-factor}");
      }
      const auto name = std::string(text.substr(i + 1, end - i - 1));
      pattern.m_tokens.push_back({Token::Kind::name, name});
      if (!pattern.has(name)) {
        pattern.m_names.push_back(name);
      }
      ++wild;
      i = end + 1;
    } else if (starts_component && text.substr(i, 3) == "**/") {
      pattern.m_tokens.push_back({Token::Kind::folders, {}});
      i += 3;
    } else if (text[i] == '*' || text[i] == '?') {
      pattern.m_tokens.push_back({text[i] == '*' ? Token::Kind::star : Token::Kind::any, {}});
      wild += text[i] == '*' ? 1 : 0;
      ++i;
    } else if (text[i] == '}') {
      return wrong(text, i, "\"}\" without \"{\"", "write {subject}, {repetition} or {a-factor}");
    } else {
      if (pattern.m_tokens.empty() || pattern.m_tokens.back().kind != Token::Kind::literal) {
        pattern.m_tokens.push_back({Token::Kind::literal, {}});
      }
      pattern.m_tokens.back().text += text[i];
      wild = text[i] == '/' ? 0 : wild;
      ++i;
    }
    if (wild > k_most_wild) {
      return wrong(text, i - 1, format("more than {} names and stars in one component", k_most_wild),
                   "write what is the same in all names as it is");
    }
  }
  return pattern;
}

bool PathPattern::has(std::string_view name) const {
  return std::ranges::find(m_names, name) != m_names.end();
}

bool PathPattern::has_wildcards() const {
  return std::ranges::any_of(m_tokens, [](const Token& token) {
    return token.kind != Token::Kind::literal && token.kind != Token::Kind::name;
  });
}

// All readings of one path, by backtracking.
class PathMatching {
public:
  PathMatching(const PathPattern& pattern, std::string_view path) : m_pattern(pattern), m_path(path) {
    find(0, 0);
  }
  std::vector<PathPattern::Values> take() { return std::move(m_found); }

private:
  using Token = PathPattern::Token;

  void find(std::size_t token, std::size_t at) {
    if (token == m_pattern.m_tokens.size()) {
      if (at == m_path.size() && std::ranges::find(m_found, m_values) == m_found.end()) {
        m_found.push_back(m_values);
      }
      return;
    }
    const auto& wanted = m_pattern.m_tokens[token];
    switch (wanted.kind) {
    case Token::Kind::literal:
      if (m_path.substr(at, wanted.text.size()) == wanted.text) {
        find(token + 1, at + wanted.text.size());
      }
      return;
    case Token::Kind::any:
      if (at < m_path.size() && m_path[at] != '/') {
        find(token + 1, at + 1);
      }
      return;
    case Token::Kind::star:
      for (auto end = at; end <= component_end(at); ++end) {
        find(token + 1, end);
      }
      return;
    case Token::Kind::folders:
      find_below(token, at);
      return;
    case Token::Kind::name:
      find_name(token, at, wanted.text);
      return;
    }
  }

  void find_below(std::size_t token, std::size_t at) {
    find(token + 1, at);
    for (auto slash = m_path.find('/', at); slash != std::string_view::npos;
         slash = m_path.find('/', slash + 1)) {
      find(token + 1, slash + 1);
    }
  }

  void find_name(std::size_t token, std::size_t at, const std::string& name) {
    if (const auto known = m_values.find(name); known != m_values.end()) {
      if (m_path.substr(at, known->second.size()) == known->second) {
        find(token + 1, at + known->second.size());
      }
      return;
    }
    for (auto end = at + 1; end <= component_end(at); ++end) {
      m_values[name] = m_path.substr(at, end - at);
      find(token + 1, end);
    }
    m_values.erase(name);
  }

  std::size_t component_end(std::size_t at) const {
    const auto slash = m_path.find('/', at);
    return slash == std::string_view::npos ? m_path.size() : slash;
  }

  const PathPattern& m_pattern;
  std::string_view m_path;
  PathPattern::Values m_values;
  std::vector<PathPattern::Values> m_found;
};

std::optional<PathPattern::Match> PathPattern::match(std::string_view path) const {
  auto readings = PathMatching(*this, path).take();
  const auto is_numbered = [](const Values& values) {
    const auto found = values.find(std::string(k_repetition));
    return found != values.end() && is_whole_number(found->second);
  };
  if (readings.size() > 1 && std::ranges::count_if(readings, is_numbered) == 1) {
    std::erase_if(readings, [&](const Values& values) { return !is_numbered(values); });
  }
  if (readings.empty()) {
    return std::nullopt;
  }
  Match match{readings.front(), std::nullopt};
  if (readings.size() > 1) {
    match.other = readings[1];
  }
  return match;
}

} // namespace reprovip
