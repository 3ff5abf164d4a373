#include "harness/protocol/source_text.hpp"

#include <algorithm>
#include <cstdint>

namespace reprovip::protocol {

namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Bytes of the sequence that begins with `lead` (Unicode 15, table 3-7), 0 when none can.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return 2;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    return 3;
  }
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
bool second_is_valid(unsigned char lead, unsigned char second) {
  switch (lead) {
  case 0xE0:
    return second >= 0xA0;
  case 0xED:
    return second <= 0x9F;
  case 0xF0:
    return second >= 0x90;
  case 0xF4:
    return second <= 0x8F;
  default:
    return true;
  }
}

bool starts_valid(std::string_view text, std::size_t length) {
  if (length == 0 || length > text.size()) {
    return false;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) {
      return false;
    }
  }
  return length == 1 ||
         second_is_valid(static_cast<unsigned char>(text[0]), static_cast<unsigned char>(text[1]));
}

// Bytes of source that one escape takes, from its backslash on, and bytes of text that it stands for.
struct Escape {
  std::size_t written = 2;
  int decoded = 1;
};

int utf8_bytes(unsigned long code) {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

Escape escape_at(std::string_view line, std::size_t at) {
  const char kind = at + 1 < line.size() ? line[at + 1] : '\0';
  const std::size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0) {
    return {};
  }
  unsigned long code = 0;
  for (const char c : line.substr(at + 2, digits)) {
    const auto digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    code = code * 16 + static_cast<unsigned long>(digit & 0xF);
  }
  return {2 + digits, utf8_bytes(code)};
}

std::string printable(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
      c = '?';
    }
  }
  return text;
}

// The byte in `line` where its character number `column` begins.
std::size_t byte_of(std::string_view line, int column) {
  std::size_t at = 0;
  for (int i = 1; i < column && at < line.size(); ++i) {
    ++at;
    while (at < line.size() && is_continuation(line[at])) {
      ++at;
    }
  }
  return at;
}

} // namespace

SourcePtr make_file_source(std::string name, std::string_view text) {
  auto source = std::make_shared<SourceText>();
  source->name = std::move(name);
  std::size_t begin = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  while (begin <= text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    auto line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    source->lines.emplace_back(line);
    begin = end + 1;
  }
  return source;
}

SourcePtr make_override_source(std::string name) {
  return std::make_shared<SourceText>(SourceText{printable(std::move(name)), {}, false});
}

SourcePos to_pos(const Mark& mark) {
  if (!mark.source) {
    return {};
  }
  const bool placed = mark.source->is_file;
  return {mark.source->name, placed ? mark.line : 0, placed ? mark.column : 0};
}

std::string line_at(const Mark& mark) {
  if (!mark.source || mark.line < 1 || static_cast<std::size_t>(mark.line) > mark.source->lines.size()) {
    return {};
  }
  return printable(mark.source->lines[static_cast<std::size_t>(mark.line) - 1]);
}

Mark inside_text(const Mark& text, int column) {
  const bool has_line =
      text.source && text.line >= 1 && static_cast<std::size_t>(text.line) <= text.source->lines.size();
  if (!has_line) {
    return text;
  }
  const std::string_view line = text.source->lines[static_cast<std::size_t>(text.line) - 1];
  std::size_t at = byte_of(line, text.column);
  const char quote = at < line.size() ? line[at] : '\0';
  const bool spans_lines = line.substr(at, 3) == std::string(3, quote);
  if ((quote != '"' && quote != '\'') || spans_lines) {
    return text;
  }
  Mark mark = text;
  ++at;
  ++mark.column;
  for (int seen = 1; seen < column && at < line.size();) {
    const bool escaped = quote == '"' && line[at] == '\\';
    const auto step = escaped ? escape_at(line, at) : Escape{1, 1};
    for (std::size_t i = 0; i < step.written && at < line.size(); ++i, ++at) {
      mark.column += is_continuation(line[at]) ? 0 : 1;
    }
    seen += step.decoded;
  }
  return mark;
}

std::size_t first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = sequence_length(static_cast<unsigned char>(text[at]));
    if (!starts_valid(text.substr(at), length)) {
      return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

} // namespace reprovip::protocol
