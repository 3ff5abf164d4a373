#include "harness/base/placeholders.hpp"

#include "harness/base/format.hpp"

namespace reprovip {

namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

// The name at `text[at] == '{'`, or "" when no placeholder begins there.
std::string_view name_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_name_char(text[end])) {
    ++end;
  }
  const bool closed = end < text.size() && text[end] == '}' && end > at + 1;
  return closed ? text.substr(at + 1, end - at - 1) : std::string_view{};
}

} // namespace

std::vector<std::string> placeholders_of(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "{{" || text.substr(i, 2) == "}}") {
      ++i;
    } else if (text[i] == '{') {
      if (const auto name = name_at(text, i); !name.empty()) {
        names.emplace_back(name);
        i += name.size() + 1;
      }
    }
  }
  return names;
}

Result<std::string> expand(std::string_view text,
                           const std::function<std::optional<std::string>(std::string_view)>& lookup) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "{{" || text.substr(i, 2) == "}}") {
      out += text[i++];
      continue;
    }
    const auto name = text[i] == '{' ? name_at(text, i) : std::string_view{};
    if (name.empty()) {
      out += text[i];
      continue;
    }
    const auto value = lookup(name);
    if (!value) {
      return failure(ErrorKind::protocol, format("unknown placeholder \"{{{}}}\"", name));
    }
    out += *value;
    i += name.size() + 1;
  }
  return out;
}

} // namespace reprovip
