#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace reprovip {

// One character of UTF-8 (RFC 3629: no overlong forms, no surrogates).
struct DecodedCharacter {
  char32_t point = 0xFFFD;
  std::size_t size = 1; // bytes taken
  bool valid = false;
};
// Of the start of `text`, which is not empty.
DecodedCharacter decode(std::string_view text);

// Names, reasons and paths come from programs and may hold anything. What is shown of them is valid UTF-8
// that shows what it is: invalid bytes become U+FFFD, control characters "\x1b", those that turn the
// direction of text "\u202e".
enum class Lines { keep, join }; // line ends stay, or become "\n" in words
std::string clean(std::string_view text, Lines lines = Lines::join);

} // namespace reprovip
