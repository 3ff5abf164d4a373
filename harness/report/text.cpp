#include "harness/report/text.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace reprovip::report {

namespace {

constexpr char32_t k_replacement = 0xFFFD;

struct Decoded {
  char32_t point = k_replacement;
  std::size_t size = 1; // bytes taken
  bool valid = false;
};

std::size_t sequence_size(unsigned char first) {
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return 2;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    return 3;
  }
  return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

// One character of UTF-8 (RFC 3629: no overlong forms, no surrogates).
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto size = sequence_size(byte(0));
  if (size == 0 || size > text.size()) {
    return {};
  }
  if (size == 1) {
    return {byte(0), 1, true};
  }
  char32_t point = static_cast<char32_t>(byte(0) & (0xFFU >> (size + 1)));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return {};
    }
    point = (point << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> k_smallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < k_smallest.at(size) || point > 0x10FFFF || surrogate) {
    return {};
  }
  return {point, size, true};
}

bool turns_direction(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
         point == 0x200F || point == 0x2028 || point == 0x2029;
}

bool is_control(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

std::string control_text(char32_t point, Lines lines) {
  if (point == '\n') {
    return lines == Lines::keep ? "\n" : "\\n";
  }
  if (point == '\t') {
    return lines == Lines::keep ? "\t" : " ";
  }
  if (point == '\r') {
    return lines == Lines::keep ? "" : "\\r";
  }
  return format("\\x{:02x}", static_cast<unsigned>(point));
}

bool is_wide(char32_t point) {
  return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
         (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
         (point >= 0x1F300 && point <= 0x1FAFF) || (point >= 0x20000 && point <= 0x3FFFD);
}

std::size_t width_of(char32_t point) {
  const bool combining =
      (point >= 0x300 && point <= 0x36F) || point == 0x200D || (point >= 0xFE00 && point <= 0xFE0F);
  return combining ? 0 : is_wide(point) ? 2 : 1;
}

// Bytes of the longest start of `text` that takes at most `width` columns.
std::size_t bytes_within(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto decoded = decode(text.substr(at));
    used += width_of(decoded.point);
    if (used > width) {
      break;
    }
    at += decoded.size;
  }
  return at;
}

} // namespace

std::string clean(std::string_view text, Lines lines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto decoded = decode(text);
    const bool not_a_character = (decoded.point & 0xFFFEU) == 0xFFFE;
    if (!decoded.valid || not_a_character) {
      result += "\xEF\xBF\xBD";
    } else if (is_control(decoded.point)) {
      result += control_text(decoded.point, lines);
    } else if (turns_direction(decoded.point)) {
      result += format("\\u{:04x}", static_cast<unsigned>(decoded.point));
    } else {
      result += text.substr(0, decoded.size);
    }
    text.remove_prefix(decoded.size);
  }
  return result;
}

std::string shorten(std::string text, std::size_t limit) {
  if (text.size() <= limit) {
    return text;
  }
  constexpr std::size_t k_note = 40;
  std::size_t keep = limit > k_note ? limit - k_note : 0;
  while (keep > 0 && (static_cast<unsigned char>(text[keep]) & 0xC0U) == 0x80U) {
    --keep;
  }
  const auto left_out = text.size() - keep;
  text.resize(keep);
  return text + format(" … ({} bytes left out)", left_out);
}

std::string html(std::string_view text, Lines lines) {
  std::string result;
  for (const char c : clean(text, lines)) {
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result += c;
    }
  }
  return result;
}

std::size_t columns(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto decoded = decode(text);
    width += width_of(decoded.point);
    text.remove_prefix(decoded.size);
  }
  return width;
}

std::string fit(std::string_view text, std::size_t width) {
  if (columns(text) <= width) {
    return std::string(text);
  }
  return width == 0 ? "" : std::string(text.substr(0, bytes_within(text, width - 1))) + "…";
}

std::string pad(std::string_view text, std::size_t width) {
  auto result = fit(text, width);
  result.append(width - std::min(width, columns(result)), ' ');
  return result;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (columns(text) > width) {
    auto end = std::max<std::size_t>(bytes_within(text, width), 1);
    const auto space = text.rfind(' ', end);
    const bool at_space = space != std::string_view::npos && space > 0;
    lines.emplace_back(text.substr(0, at_space ? space : end));
    text.remove_prefix(at_space ? space + 1 : end);
  }
  lines.emplace_back(text);
  return lines;
}

std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:=@%+,").find(c) != std::string_view::npos;
  });
  if (plain) {
    return word;
  }
  std::string quoted = "'";
  for (const char c : word) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) {
    text += (text.empty() ? "" : std::string(between)) + word;
  }
  return text;
}

std::string counted(std::size_t count, const std::string& noun) {
  if (count == 1) {
    return "1 " + noun;
  }
  if (noun == "study") {
    return format("{} studies", count);
  }
  return format("{} {}{}", count, noun, noun.ends_with('s') ? "es" : "s");
}

} // namespace reprovip::report
