#include "harness/base/utf8.hpp"

#include "harness/base/format.hpp"

#include <array>

namespace reprovip {

namespace {

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

bool turns_direction(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
         point == 0x200F || point == 0x061C || point == 0x2028 || point == 0x2029;
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

} // namespace

DecodedCharacter decode(std::string_view text) {
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

} // namespace reprovip
