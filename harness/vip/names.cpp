#include "harness/vip/names.hpp"

#include "harness/base/format.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace reprovip::vip {

namespace {

bool is_plain(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_one_of(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

// The shortest digits, with an exponent below 1e-4 and from 1e16 on, and never without a point or an
// exponent.
std::string python_text(double number) {
  constexpr double k_least_plain = 1e-4;
  constexpr double k_first_scientific = 1e16;
  const auto size = std::abs(number);
  const bool is_plain = number == 0 || (size >= k_least_plain && size < k_first_scientific);
  std::array<char, 64> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                     is_plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string text(digits.data(), written.ptr);
  return is_plain && text.find('.') == std::string::npos ? text + ".0" : text;
}

} // namespace

std::string refused_characters(std::string_view value) {
  std::string refused;
  for (const char c : value) {
    if (!is_plain(static_cast<unsigned char>(c)) && !is_one_of(".,-+@/_(): []?&=", c) &&
        !is_one_of(refused, c)) {
      refused += c;
    }
  }
  return refused;
}

std::string execution_name(std::string_view text) {
  std::string name(text);
  std::ranges::replace_if(
      name, [](char c) { return !is_plain(static_cast<unsigned char>(c)) && !is_one_of("-_ ", c); }, '-');
  return name;
}

std::string cleaned_name(std::string_view name) {
  name = name.substr(name.find_last_of('/') + 1);
  const auto from = name.find_first_not_of(' ');
  const auto to = name.find_last_not_of(' ');
  std::string cleaned;
  for (const char c : from == std::string_view::npos ? "" : name.substr(from, to + 1 - from)) {
    if (static_cast<unsigned char>(c) < 0x80) {
      cleaned += c == ' ' ? '_' : c;
    }
  }
  return cleaned;
}

std::string url_path(std::string_view path) {
  std::string url;
  for (const char c : path) {
    if (is_plain(static_cast<unsigned char>(c)) || is_one_of("-._~/", c)) {
      url += c;
    } else {
      url += format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

std::string refused_in_paths(std::string_view path) {
  std::string refused;
  for (const char c : path) {
    if (is_one_of(" []?", c) && !is_one_of(refused, c)) {
      refused += c;
    }
  }
  return refused;
}

NumberOnVip number_on_vip(const std::string& text) {
  double exact = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, exact);
  const auto single = static_cast<float>(exact);
  if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(single)) {
    return {};
  }
  std::array<char, 64> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), single);
  double kept = 0;
  std::from_chars(digits.data(), written.ptr, kept);
  return {python_text(kept), kept != exact};
}

bool is_integer_on_vip(const std::string& text) {
  std::int32_t number = 0;
  const auto from = static_cast<std::ptrdiff_t>(text.starts_with('+') ? 1 : 0);
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + from, end, number);
  return read.ec == std::errc{} && read.ptr == end;
}

} // namespace reprovip::vip
