#include "harness/collect/scan.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace reprovip::collect {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template <typename Predicate>
std::size_t run_at(std::string_view text, std::size_t at, Predicate is_part) {
  std::size_t length = 0;
  while (at + length < text.size() && is_part(text[at + length])) {
    ++length;
  }
  return length;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> k_weekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

// How much of `text` one letter of a shape takes; 0: none.
std::size_t shape_letter_at(std::string_view text, std::size_t at, char letter) {
  if (at >= text.size()) {
    return 0;
  }
  switch (letter) {
  case 'd':
    return is_digit(text[at]) ? 1 : 0;
  case 'x':
    return is_hex(text[at]) ? 1 : 0;
  case 'M':
    return is_one_of(text.substr(at, 3), k_months) ? 3 : 0;
  case 'W':
    return is_one_of(text.substr(at, 3), k_weekdays) ? 3 : 0;
  default:
    return text[at] == letter ? 1 : 0;
  }
}

std::size_t first_shape_at(std::string_view text, std::size_t at,
                           std::initializer_list<std::string_view> shapes) {
  for (const auto shape : shapes) {
    if (const auto length = shape_at(text, at, shape); length > 0) {
      return length;
    }
  }
  return 0;
}

std::size_t fraction_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '.' && text[at] != ',')) {
    return 0;
  }
  const auto digits = digits_at(text, at + 1);
  return digits > 0 ? digits + 1 : 0;
}

std::size_t zone_at(std::string_view text, std::size_t at) {
  const auto space = shape_at(text, at, " ");
  const auto zone = first_shape_at(text, at + space,
                                   {"UTC", "GMT", "CEST", "CET", "Z", "+dd:dd", "-dd:dd", "+dddd", "-dddd"});
  return zone > 0 && ends_word(text, at + space + zone) ? space + zone : 0;
}

std::size_t time_at(std::string_view text, std::size_t at) {
  auto length = shape_at(text, at, "dd:dd:dd");
  if (length == 0) {
    return 0;
  }
  length += fraction_at(text, at + length);
  return length + zone_at(text, at + length);
}

// ctime(3), date(1), RFC 2822.
std::size_t long_date_at(std::string_view text, std::size_t at) {
  auto length = first_shape_at(text, at, {"W M dd dd:dd:dd", "W M  d dd:dd:dd"});
  if (length > 0) {
    length += zone_at(text, at + length);
    return length + shape_at(text, at + length, " dddd");
  }
  length = first_shape_at(
      text, at,
      {"W, dd M dddd", "W, d M dddd", "dd M dddd", "dd-M-dddd", "M dd, dddd", "M  d, dddd", "M d, dddd"});
  const auto time = length == 0 ? 0 : time_at(text, at + length + 1);
  return time > 0 ? length + 1 + time : length;
}

std::size_t iso_date_at(std::string_view text, std::size_t at) {
  const auto date = first_shape_at(text, at, {"dddd-dd-dd", "dddd/dd/dd", "dd/dd/dddd", "dd.dd.dddd"});
  if (date == 0) {
    const auto compact = first_shape_at(text, at, {"ddddddddTdddddd", "dddddddd-dddddd", "dddddddd_dddddd"});
    return compact == 0 ? 0 : compact + fraction_at(text, at + compact) + shape_at(text, at + compact, "Z");
  }
  if (any_of_at(text, at + date, "T _-", 1) == 0) {
    return date;
  }
  auto time = time_at(text, at + date + 1);
  time = time > 0 ? time : shape_at(text, at + date + 1, "dd:dd");
  return time > 0 ? date + 1 + time : date;
}

std::size_t epoch_at(std::string_view text, std::size_t at) {
  const auto digits = digits_at(text, at);
  if ((digits != 10 && digits != 13) || text[at] != '1' || text[at + 1] < '4') {
    return 0;
  }
  return digits + fraction_at(text, at + digits);
}

std::size_t unit_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 22> k_units = {
      "seconds", "second", "minutes", "minute", "hours", "hour", "days", "day", "secs", "mins", "sec",
      "min",     "hrs",    "hr",      "ns",     "us",    "µs",   "ms",   "s",   "h",    "d",    "m"};
  for (const auto unit : k_units) {
    if (text.substr(at, unit.size()) != unit) {
      continue;
    }
    const auto end = at + unit.size();
    // "m" is metres unless seconds follow at once; "1h2m" has digits right after its unit.
    const bool goes_on = end < text.size() && is_digit(text[end]);
    if ((unit == "m" && goes_on) || (unit != "m" && (ends_word(text, end) || goes_on))) {
      return unit.size();
    }
  }
  return 0;
}

std::size_t amount_at(std::string_view text, std::size_t at) {
  auto length = digits_at(text, at);
  if (length == 0) {
    return 0;
  }
  length += fraction_at(text, at + length);
  const auto exponent = first_shape_at(text, at + length, {"e-dd", "e+dd", "e-d"});
  length += exponent;
  const auto space = shape_at(text, at + length, " ");
  const auto unit = unit_at(text, at + length + space);
  return unit > 0 ? length + space + unit : 0;
}

} // namespace

bool is_word(char c) {
  return is_digit(c) || is_letter(c) || c == '_';
}

bool starts_word(std::string_view text, std::size_t at) {
  return at == 0 || !is_word(text[at - 1]);
}

bool ends_word(std::string_view text, std::size_t end) {
  return end >= text.size() || !is_word(text[end]);
}

std::size_t shape_at(std::string_view text, std::size_t at, std::string_view shape) {
  std::size_t length = 0;
  for (const char letter : shape) {
    const auto taken = shape_letter_at(text, at + length, letter);
    if (taken == 0) {
      return 0;
    }
    length += taken;
  }
  return length;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  return run_at(text, at, is_digit);
}

std::size_t hex_digits_at(std::string_view text, std::size_t at) {
  return run_at(text, at, is_hex);
}

std::size_t keyword_at(std::string_view text, std::size_t at, std::string_view keyword) {
  const auto found = at < text.size() ? text.substr(at, keyword.size()) : std::string_view();
  const bool same =
      found.size() == keyword.size() &&
      std::equal(found.begin(), found.end(), keyword.begin(), [](char a, char b) { return lower(a) == b; });
  return same && ends_word(text, at + keyword.size()) ? keyword.size() : 0;
}

std::size_t any_of_at(std::string_view text, std::size_t at, std::string_view set, std::size_t most) {
  const auto length = run_at(text, at, [&](char c) { return set.find(c) != std::string_view::npos; });
  return length <= most ? length : 0;
}

std::size_t date_at(std::string_view text, std::size_t at) {
  for (const auto find : {long_date_at, iso_date_at, time_at, epoch_at}) {
    const auto length = find(text, at);
    if (length > 0 && ends_word(text, at + length)) {
      return length;
    }
  }
  return 0;
}

std::size_t duration_at(std::string_view text, std::size_t at) {
  const auto clock = first_shape_at(text, at, {"d:dd:dd", "dd:dd:dd"});
  if (clock > 0 && ends_word(text, at + clock)) {
    return clock + fraction_at(text, at + clock);
  }
  auto length = amount_at(text, at);
  while (length > 0) {
    const auto space = shape_at(text, at + length, " ");
    const auto more = amount_at(text, at + length + space);
    if (more == 0) {
      break;
    }
    length += space + more;
  }
  return length > 0 && ends_word(text, at + length) ? length : 0;
}

std::size_t path_at(std::string_view text, std::size_t at) {
  constexpr std::string_view k_ends = " \t\r\n\"'`,;:<>|()[]{}*?";
  auto length = run_at(text, at, [&](char c) { return k_ends.find(c) == std::string_view::npos; });
  while (length > 0 && text[at + length - 1] == '.') {
    --length;
  }
  const auto path = text.substr(at, length);
  if (path.size() < 2 || path[1] == '/') {
    return 0;
  }
  const bool is_number = is_digit(path[1]) || path[1] == '-' || path[1] == '=';
  return !is_number || path.find('/', 1) != std::string_view::npos ? length : 0;
}

std::size_t host_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || !is_word(text[at])) {
    return 0;
  }
  auto length = run_at(text, at, [](char c) { return is_word(c) || c == '-' || c == '.'; });
  while (length > 0 && text[at + length - 1] == '.') {
    --length;
  }
  return length;
}

} // namespace reprovip::collect
