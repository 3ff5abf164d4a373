#include "harness/base/quantity.hpp"

#include "harness/base/format.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace reprovip {

namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array k_durations = {Unit{"ms", 1e-3}, Unit{"s", 1},      Unit{"sec", 1},    Unit{"min", 60},
                                    Unit{"m", 60},    Unit{"h", 3600.0}, Unit{"d", 86400.0}};
constexpr std::array k_sizes = {Unit{"B", 1},        Unit{"kB", 1e3},    Unit{"KB", 1e3},
                                Unit{"MB", 1e6},     Unit{"GB", 1e9},    Unit{"TB", 1e12},
                                Unit{"kiB", 1024},   Unit{"KiB", 1024},  Unit{"MiB", 1048576},
                                Unit{"GiB", 0x1p30}, Unit{"TiB", 0x1p40}};

template <std::size_t N>
std::optional<double> factor_of(const std::array<Unit, N>& units, std::string_view name) {
  for (const auto& unit : units) {
    if (unit.name == name) {
      return unit.factor;
    }
  }
  return std::nullopt;
}

std::string_view skip_blanks(std::string_view text) {
  const auto at = text.find_first_not_of(' ');
  return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Sums "1h30min" part by part; nothing when the text is not of that form.
template <std::size_t N>
std::optional<double> sum_of_parts(const std::array<Unit, N>& units, std::string_view text) {
  double sum = 0;
  text = skip_blanks(text);
  if (text.empty()) {
    return std::nullopt;
  }
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(number) || number < 0) {
      return std::nullopt;
    }
    text = skip_blanks(text.substr(static_cast<std::size_t>(end - text.data())));
    std::size_t length = 0;
    while (length < text.size() && is_letter(text[length])) {
      ++length;
    }
    const auto factor = factor_of(units, text.substr(0, length));
    if (!factor) {
      return std::nullopt;
    }
    sum += number * *factor;
    text = skip_blanks(text.substr(length));
  }
  return sum;
}

} // namespace

Result<Seconds> parse_duration(std::string_view text) {
  if (const auto seconds = sum_of_parts(k_durations, text)) {
    return Seconds(*seconds);
  }
  return failure(ErrorKind::protocol, format("\"{}\" is not a duration", text),
                 R"(write a number with its unit: "500ms", "10s", "30min", "2h" or "1d")");
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  if (const auto bytes = sum_of_parts(k_sizes, text); bytes && *bytes < 0x1p63) {
    return static_cast<std::uint64_t>(std::llround(*bytes));
  }
  return failure(ErrorKind::protocol, format("\"{}\" is not a size", text),
                 R"(write a number with its unit: "512MiB", "4GiB" or "2GB")");
}

std::string human_duration(Seconds duration) {
  const double s = duration.count();
  if (s < 1) {
    return format("{:.0f} ms", s * 1000);
  }
  if (s < 60) {
    return format("{:.1f} s", s);
  }
  const auto whole = std::llround(s);
  if (whole < 3600) {
    return format("{} min {:02} s", whole / 60, whole % 60);
  }
  return format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string human_bytes(std::uint64_t bytes) {
  if (bytes < 1024) {
    return format("{} B", bytes);
  }
  constexpr std::array k_names = {"kiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double value = static_cast<double>(bytes) / 1024;
  std::size_t at = 0;
  while (value >= 1024 && at + 1 < k_names.size()) {
    value /= 1024;
    ++at;
  }
  return format("{:.1f} {}", value, k_names[at]);
}

} // namespace reprovip
