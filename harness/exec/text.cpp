#include "harness/exec/text.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace reprovip::exec {

namespace {

// The length of the UTF-8 character at the beginning of `bytes`, 0 when it is none (RFC 3629, table 3-7 of
// Unicode).
std::size_t utf8_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
  const auto follows = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
  const unsigned first = at(0);
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return follows(1) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const bool bad = (first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F);
    return !bad && follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool bad = (first == 0xF0 && at(1) < 0x90) || (first == 0xF4 && at(1) > 0x8F);
    return !bad && follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

} // namespace

Text::~Text() {
  std::free(m_data);
}

Text& Text::add(std::string_view bytes) {
  if (bytes.empty()) {
    return *this;
  }
  const auto needed = m_size + bytes.size() + 1;
  if (m_data == nullptr || needed > m_capacity) {
    const auto capacity = needed * 2;
    auto* larger = static_cast<char*>(std::realloc(m_data, capacity));
    if (larger == nullptr) {
      ::_exit(70);
    }
    m_data = larger;
    m_capacity = capacity;
  }
  std::memcpy(m_data + m_size, bytes.data(), bytes.size());
  m_size += bytes.size();
  m_data[m_size] = '\0';
  return *this;
}

Text& Text::add_number(long long number) {
  char digits[24];
  const int size = std::snprintf(digits, sizeof digits, "%lld", number);
  return add({digits, static_cast<std::size_t>(size)});
}

Text& Text::add_seconds(double seconds) {
  char digits[64];
  const int size = std::snprintf(digits, sizeof digits, "%.6f", seconds);
  return add({digits, static_cast<std::size_t>(size)});
}

Text& Text::add_quoted(std::string_view bytes) {
  add('"');
  while (!bytes.empty()) {
    const auto length = utf8_length(bytes);
    const char c = bytes.front();
    if (length == 0) {
      add("\\ufffd");
    } else if (c == '"' || c == '\\') {
      add('\\').add(c);
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      add({escape, 6});
    } else {
      add({bytes.data(), length});
    }
    bytes.remove_prefix(length == 0 ? 1 : length);
  }
  return add('"');
}

void Text::clear() {
  m_size = 0;
  if (m_data != nullptr) {
    m_data[0] = '\0';
  }
}

void Text::swap(Text& other) {
  char* const data = m_data;
  const auto size = m_size;
  const auto capacity = m_capacity;
  m_data = other.m_data;
  m_size = other.m_size;
  m_capacity = other.m_capacity;
  other.m_data = data;
  other.m_size = size;
  other.m_capacity = capacity;
}

std::string_view slice(std::string_view text, std::size_t from, std::size_t size) {
  text.remove_prefix(from < text.size() ? from : text.size());
  text.remove_suffix(text.size() - (size < text.size() ? size : text.size()));
  return text;
}

std::string_view cut(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto part = slice(text, 0, end);
  text = end == std::string_view::npos ? std::string_view() : slice(text, end + 1);
  return part;
}

long long to_number(std::string_view text) {
  return std::strtoll(Text(text).c_str(), nullptr, 10);
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

} // namespace reprovip::exec
