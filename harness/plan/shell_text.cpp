#include "harness/plan/shell_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace reprovip::plan {

namespace {

bool is_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

// Python's repr of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16 on.
std::string python_number(double value) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "nan" : (value > 0 ? "inf" : "-inf");
  }
  const double size = std::fabs(value);
  const bool with_exponent = size != 0 && (size < 1e-4 || size >= 1e16);
  std::array<char, 400> buffer{};
  const auto form = with_exponent ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, form).ptr;
  const std::string text(buffer.data(), end);
  return with_exponent || text.find('.') != std::string::npos ? text : text + ".0";
}

} // namespace

std::string shell_quote(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, is_safe)) {
    return std::string(text);
  }
  return "'" + replace_all(std::string(text), "'", R"('"'"')") + "'";
}

std::string python_text(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "True" : "False";
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return python_number(*number);
  }
  return model::to_text(value);
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) {
    return text;
  }
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (c != ' ' && c != '\t' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

} // namespace reprovip::plan
