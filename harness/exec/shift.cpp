#include "harness/exec/shift.hpp"

#include "harness/exec/text.hpp"

#include <cmath>
#include <cstdlib>
#include <ctime>

namespace reprovip::exec {

namespace {

constexpr double k_most_s = 290.0 * 365.25 * 86400; // what 64 bits hold in nanoseconds

double unit_in_seconds(std::string_view name) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr Unit k_units[] = {{"ms", 1e-3}, {"s", 1},    {"sec", 1},  {"min", 60},
                              {"m", 60},    {"h", 3600}, {"d", 86400}};
  for (const auto& unit : k_units) {
    if (name == unit.name) {
      return unit.seconds;
    }
  }
  return 0;
}

// The sum of "1h30min"; negative: not of that form.
double duration(const char* text) {
  double sum = 0;
  if (*text == '\0') {
    return -1;
  }
  while (*text != '\0') {
    char* end = nullptr;
    const double number = std::strtod(text, &end);
    std::size_t length = 0;
    while (end[length] >= 'a' && end[length] <= 'z') {
      ++length;
    }
    const double unit = unit_in_seconds({end, length});
    const bool is_plain = *text >= '0' && *text <= '9' && end != text && number < k_most_s;
    if (!is_plain || unit == 0) {
      return -1;
    }
    sum += number * unit;
    text = end + length;
  }
  return sum;
}

bool time_of_day(const char* text, std::int64_t& seconds) {
  std::tm parts = {};
  const char* const end = ::strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') {
    return false;
  }
  seconds = ::timegm(&parts);
  return true;
}

} // namespace

bool clock_shift(const char* level, std::int64_t now_ns, std::int64_t& shift_ns) {
  constexpr std::int64_t k_second = 1'000'000'000;
  if (*level == '+' || *level == '-') {
    const double seconds = duration(level + 1);
    shift_ns = static_cast<std::int64_t>(std::floor((*level == '-' ? -seconds : seconds) * 1e9 + 0.5));
    return seconds >= 0 && seconds < k_most_s;
  }
  std::int64_t start = 0;
  if (!time_of_day(level, start)) {
    return false;
  }
  const auto apart = static_cast<double>(start) - static_cast<double>(now_ns / k_second);
  if (apart > k_most_s || apart < -k_most_s) {
    return false;
  }
  shift_ns = (start - now_ns / k_second) * k_second - now_ns % k_second;
  return true;
}

} // namespace reprovip::exec
