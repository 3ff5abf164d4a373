#include "harness/report/text.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace reprovip::report {

namespace {

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
